using Microsoft.Data.Sqlite;
using Workflow.Jobs.Storage;

namespace Workflow.Bench.Engine;

/// <summary>What SQLite itself does: a transaction of an update and an insert, written through to the disk.</summary>
internal static class SqliteFloor
{
    private const int Transactions = 3_000;

    /// <summary>Measures.</summary>
    public static double TransactionsPerSecond(string path)
    {
        SqliteLibrary.Require();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE b (id INTEGER, n INTEGER)");
        Execute(connection, "INSERT INTO a WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 1000) SELECT n, 0 FROM i");
        using SqliteCommand update = connection.CreateCommand();
        update.CommandText = "UPDATE a SET n = n + 1 WHERE id = @id";
        SqliteParameter id = update.Parameters.AddWithValue("@id", 1);
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO b VALUES (@id, 1)";
        insert.Parameters.Add(new SqliteParameter("@id", 1));
        long began = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < Transactions; i++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            (update.Transaction, insert.Transaction) = (transaction, transaction);
            id.Value = 1 + (i % 1000);
            update.ExecuteNonQuery();
            insert.ExecuteNonQuery();
            transaction.Commit();
        }

        return Transactions / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

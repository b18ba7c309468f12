using Npgsql;

namespace Workflow.Cli.Tests.TestData;

/// <summary>Looks into a PostgreSQL database on which other processes work.</summary>
internal static class DatabaseWatch
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Waits until a query says true; the database itself says when to look again.</summary>
    public static async Task UntilAsync(string database, string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync(database);
        await using (var listen = new NpgsqlCommand(
            """
            CREATE OR REPLACE FUNCTION tell() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN NOTIFY told; RETURN NULL; END';
            CREATE OR REPLACE TRIGGER tell_run AFTER UPDATE ON run EXECUTE FUNCTION tell();
            CREATE OR REPLACE TRIGGER tell_worker AFTER UPDATE ON worker EXECUTE FUNCTION tell();
            CREATE OR REPLACE TRIGGER tell_notification AFTER UPDATE ON notification EXECUTE FUNCTION tell();
            LISTEN told;
            """,
            connection))
        {
            await listen.ExecuteNonQueryAsync(Cancel);
        }

        while (!string.Equals(await ReadAsync(database, $"SELECT ({sql})::TEXT"), "true", StringComparison.Ordinal)) await connection.WaitAsync(Cancel);
    }

    /// <summary>Reads one text.</summary>
    public static async Task<string?> ReadAsync(string database, string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync(Cancel);
    }

    /// <summary>Opens a connection.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancel);
        return connection;
    }
}

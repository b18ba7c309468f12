using Microsoft.Data.Sqlite;

namespace Workflow.Jobs.Storage;

/// <summary>
/// A connection that enters and leaves the client library's pool alone. That pool takes a connection whose owner is just being written down for a
/// forgotten one and lends it twice (https://github.com/dotnet/efcore/issues/39008): the second owner finds himself in the first one's transaction.
/// </summary>
internal sealed class PooledSqliteConnection(string connectionString) : SqliteConnection(connectionString)
{
    // Of the process, as the pools are.
    private static readonly Lock Gate = new();

    /// <inheritdoc/>
    public override void Open()
    {
        lock (Gate) base.Open();
    }

    /// <inheritdoc/>
    public override void Close()
    {
        lock (Gate) base.Close();
    }

    /// <summary>Closes what the pool keeps of a database.</summary>
    public static void ClearPool(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        lock (Gate) ClearPool(connection);
    }
}

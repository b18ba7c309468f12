using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Workflow.Jobs.Storage;

/// <summary>SQLite in one file: for one server process.</summary>
public sealed class SqliteDatabase : IDatabase
{
    private const int Busy = 5;
    private readonly string _path;
    private readonly string _connectionString;
    private int _isPrepared;

    /// <summary>Names the file; it is made when it is first opened.</summary>
    /// <exception cref="StorageException">SQLite is not installed.</exception>
    public SqliteDatabase(string path)
    {
        SqliteLibrary.Require();
        _path = path;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, ForeignKeys = true }.ToString();
    }

    /// <inheritdoc/>
    public string Engine => "SQLite";

    /// <inheritdoc/>
    public string SkipLocked => string.Empty;

    /// <inheritdoc/>
    public string ForUpdate => string.Empty;

    /// <inheritdoc/>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (Interlocked.Exchange(ref _isPrepared, 1) == 0) await ExecuteAsync(connection, "PRAGMA journal_mode = WAL", cancellationToken).ConfigureAwait(false);

            // In WAL mode NORMAL may lose the last commits at a power cut; a step's completion must not be lost.
            await ExecuteAsync(connection, "PRAGMA synchronous = FULL", cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (SqliteException failure)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new StorageException($"the database {_path} cannot be opened: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // BEGIN IMMEDIATE: takes the write lock now, so that no transaction fails half-way.
        await Task.CompletedTask.ConfigureAwait(false);
        return ((SqliteConnection)connection).BeginTransaction(deferred: false);
    }

    /// <inheritdoc/>
    public Task LockMigrationsAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public bool IsConflict(DbException failure) => failure is SqliteException { SqliteErrorCode: Busy };

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
        return ValueTask.CompletedTask;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        SqliteCommand command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Workflow.Jobs.Storage;

/// <summary>SQLite in one file: for one server process.</summary>
public sealed class SqliteDatabase : IDatabase
{
    // Primary result codes, https://www.sqlite.org/rescode.html.
    private const int Denied = 3;
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    // In WAL mode NORMAL may lose the last commits at a power cut; a step's completion must not be lost. SQLite's own wait for another writer
    // looks again after 1, 2, 5, 10 ms and so on; the client library's, which it replaces, sleeps for 150 ms each time.
    private const string ConnectionSettings = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 30000";

    private readonly string _path;
    private readonly string _connectionString;
    private readonly SqliteWriter _writer;
    private volatile bool _isPrepared;

    /// <summary>Names the file; it is made when it is first opened.</summary>
    /// <exception cref="StorageException">SQLite is not installed.</exception>
    public SqliteDatabase(string path)
    {
        SqliteLibrary.Require();
        _path = path;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, ForeignKeys = true }.ToString();
        _writer = new SqliteWriter(OpenAsync);
    }

    /// <inheritdoc/>
    public string Engine => "SQLite";

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public string SkipLocked => string.Empty;

    /// <inheritdoc/>
    public string ForUpdate => string.Empty;

    /// <inheritdoc/>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new PooledSqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, ConnectionSettings, cancellationToken).ConfigureAwait(false);

            // The file remembers the mode, so once is enough.
            if (!_isPrepared) await ExecuteAsync(connection, "PRAGMA journal_mode = WAL", cancellationToken).ConfigureAwait(false);
            _isPrepared = true;
            return connection;
        }
        catch (SqliteException failure)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw Explain(failure) ?? new StorageException($"the database {_path} cannot be opened: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public Task<T> TransactAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken) => _writer.RunAsync(work, cancellationToken);

    /// <inheritdoc/>
    public Task LockMigrationsAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task NotifyAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task ListenAsync(Action onNotified, Action<bool> onListening, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public bool IsConflict(DbException failure) => failure is SqliteException { SqliteErrorCode: Busy };

    /// <inheritdoc/>
    public StorageException? Explain(DbException failure)
    {
        if (failure is not SqliteException { SqliteErrorCode: var code }) return null;
        string? reason = code switch
        {
            Busy => "another program has been writing to it for too long",
            ReadOnly or Denied => "it may not be written",
            Full => "the disk is full; free some space and run the pipeline again: finished steps are reused",
            InputOutput => "the disk fails",
            Corrupt => "it is damaged",
            NotADatabase => "it is not a SQLite database",
            CannotOpen => "it cannot be opened",
            _ => null,
        };
        return reason is null ? null : new StorageException($"the database {_path} cannot be used: {reason} ({failure.Message})", failure) { IsRetryable = code == Busy };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        PooledSqliteConnection.ClearPool(_connectionString);
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

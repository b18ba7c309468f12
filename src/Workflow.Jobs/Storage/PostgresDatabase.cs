using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;

namespace Workflow.Jobs.Storage;

/// <summary>PostgreSQL: for as many server processes and workers as wanted.</summary>
public sealed class PostgresDatabase : IDatabase
{
    // Any number that no other program on the same database uses.
    private const long MigrationLock = 0x576F726B666C6F77;
    private const string Channel = "workflow_runs";
    private static readonly TimeSpan ListenAgainAfter = TimeSpan.FromSeconds(1);
    private const int ListenKeepAliveSeconds = 10;
    private const int Attempts = 5;
    private readonly NpgsqlDataSource _source;
    private readonly string _listenString;

    /// <summary>Names the database.</summary>
    /// <param name="connectionString">A <c>postgres://</c> address or Npgsql's own key=value form.</param>
    /// <exception cref="StorageException">Not such a text.</exception>
    public PostgresDatabase(string connectionString)
    {
        var builder = PostgresConnectionString.Parse(connectionString);

        // Measured: prepared statements halve the round trips; the pool's reset adds one to each that nothing here needs.
        builder.MaxAutoPrepare = 100;
        builder.NoResetOnClose = true;
        _source = NpgsqlDataSource.Create(builder);

        // A connection of its own that notices when the other side is silently gone, and is not handed on to somebody who does not listen.
        _listenString = new NpgsqlConnectionStringBuilder(builder.ConnectionString) { KeepAlive = ListenKeepAliveSeconds, Pooling = false }.ConnectionString;
    }

    /// <inheritdoc/>
    public string Engine => "PostgreSQL";

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public string SkipLocked => "FOR UPDATE SKIP LOCKED";

    /// <inheritdoc/>
    public string ForUpdate => "FOR UPDATE";

    /// <inheritdoc/>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException failure)
        {
            throw Unreachable(failure);
        }
    }

    /// <inheritdoc/>
    public async Task<T> TransactAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            var connection = (NpgsqlConnection)await OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                bool isCommitting = false;
                try
                {
                    // Rows that a statement waits for are read as whoever held them has left them: no other level is needed.
                    NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
                    await using (transaction.ConfigureAwait(false))
                    {
                        T result = await work(transaction).ConfigureAwait(false);
                        isCommitting = true;
                        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                        return result;
                    }
                }
                catch (NpgsqlException cut) when (cut.InnerException is not TimeoutException && !isCommitting && attempt < Attempts && connection.State != ConnectionState.Open)
                {
                    // Cut, most likely while nobody used it, and then the others of the pool are, too. Nothing of this is in the database; once
                    // a commit was sent nobody knows, and nothing may be done twice.
                    NpgsqlConnection.ClearPool(connection);
                }
            }
        }
    }

    /// <inheritdoc/>
    public async Task LockMigrationsAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(@key)", new { key = MigrationLock }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task NotifyAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "SELECT pg_notify(@Channel, '')", new { Channel }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task ListenAsync(Action onNotified, Action<bool> onListening, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var connection = new NpgsqlConnection(_listenString);
                await using (connection.ConfigureAwait(false))
                {
                    await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                    connection.Notification += (_, _) => onNotified();
                    await connection.ExecuteAsync(new CommandDefinition($"LISTEN {Channel}", cancellationToken: cancellationToken)).ConfigureAwait(false);

                    onListening(true);

                    // Whatever was told before this connection listened.
                    onNotified();
                    while (true) await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception cut) when (cut is NpgsqlException or IOException or ObjectDisposedException)
            {
                onListening(false);
                await Task.Delay(ListenAgainAfter, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                onListening(false);
                return;
            }
        }
    }

    /// <inheritdoc/>
    public bool IsConflict(DbException failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation,
    };

    /// <inheritdoc/>
    public StorageException? Explain(DbException failure) => failure switch
    {
        // A server that has just lost its place to another one says for a while that it is read-only.
        PostgresException { SqlState: (PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege) and var denied } =>
            new StorageException($"the PostgreSQL database may not be written: {failure.Message}", failure) { IsRetryable = denied == PostgresErrorCodes.ReadOnlySqlTransaction },

        PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
            new StorageException($"the PostgreSQL database cannot be written, its disk is full: {failure.Message}", failure) { IsRetryable = true },

        // Classes of SQLSTATE: 08 connection, 53 out of memory or connections, 57 shut down, 58 system.
        PostgresException { SqlState: var state } => state[..2] is "08" or "53" or "57" or "58" ? Unreachable(failure) : null,
        NpgsqlException => Unreachable(failure),
        _ => null,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static StorageException Unreachable(DbException failure) =>
        new($"the PostgreSQL database cannot be reached: {failure.Message}", failure) { IsRetryable = true };
}

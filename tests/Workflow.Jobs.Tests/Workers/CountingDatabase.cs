using System.Data.Common;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Tests.Workers;

/// <summary>A SQLite database that counts transactions, and the rows that they change.</summary>
internal sealed class CountingDatabase(IDatabase inner) : IDatabase
{
    private int _transactions;
    private int _connections;

    public int Transactions => _transactions;

    public int Connections => _connections;

    public long Changes { get; private set; }

    public string Engine => inner.Engine;

    public bool IsShared => inner.IsShared;

    public string SkipLocked => inner.SkipLocked;

    public string ForUpdate => inner.ForUpdate;

    public Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connections);
        return inner.OpenAsync(cancellationToken);
    }

    public Task<T> TransactAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _transactions);
        return inner.TransactAsync(
            async transaction =>
            {
                long before = await CountAsync();
                T result = await work(transaction);
                Changes += await CountAsync() - before;
                return result;

                Task<long> CountAsync() => transaction.Connection!.ExecuteScalarAsync<long>(new CommandDefinition("SELECT total_changes()", transaction: transaction, cancellationToken: cancellationToken));
            },
            cancellationToken);
    }

    public Task LockMigrationsAsync(DbTransaction transaction, CancellationToken cancellationToken) => inner.LockMigrationsAsync(transaction, cancellationToken);

    public Task NotifyAsync(DbTransaction transaction, CancellationToken cancellationToken) => inner.NotifyAsync(transaction, cancellationToken);

    public Task ListenAsync(Action onNotified, Action<bool> onListening, CancellationToken cancellationToken) =>
        inner.ListenAsync(onNotified, onListening, cancellationToken);

    public bool IsConflict(DbException failure) => inner.IsConflict(failure);

    public StorageException? Explain(DbException failure) => inner.Explain(failure);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

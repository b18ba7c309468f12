using System.Data.Common;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>A database that is away while a test says so.</summary>
internal sealed class UnreliableDatabase(IDatabase inner) : IDatabase
{
    /// <summary>Whether it is away now.</summary>
    public bool IsAway { get; set; }

    /// <summary>How many connections it gives before it is away; null for any number.</summary>
    public int? OpensLeft { get; set; }

    /// <summary>Done before each transaction; null for nothing.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    /// <summary>How many transactions there were.</summary>
    public int Writes { get; private set; }

    public string Engine => inner.Engine;

    public bool IsShared => inner.IsShared;

    public string SkipLocked => inner.SkipLocked;

    public string ForUpdate => inner.ForUpdate;

    public Task<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        IsAway || OpensLeft-- <= 0 ? throw new StorageException("the database is away") { IsRetryable = true } : inner.OpenAsync(cancellationToken);

    public async Task<T> TransactAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        if (IsAway || OpensLeft-- <= 0) throw new StorageException("the database is away") { IsRetryable = true };
        if (BeforeWrite is { } before) await before();
        Writes++;
        return await inner.TransactAsync(work, cancellationToken);
    }

    public Task LockMigrationsAsync(DbTransaction transaction, CancellationToken cancellationToken) => inner.LockMigrationsAsync(transaction, cancellationToken);

    public Task NotifyAsync(DbTransaction transaction, CancellationToken cancellationToken) => inner.NotifyAsync(transaction, cancellationToken);

    public Task ListenAsync(Action onNotified, Action<bool> onListening, CancellationToken cancellationToken) =>
        inner.ListenAsync(onNotified, onListening, cancellationToken);

    public bool IsConflict(DbException failure) => inner.IsConflict(failure);

    public StorageException? Explain(DbException failure) => inner.Explain(failure);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

using System.Data.Common;

namespace Workflow.Jobs.Storage;

/// <summary>
/// The database: SQLite on one machine, PostgreSQL for several. One SQL text serves both; the few words in which they differ are here.
/// </summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>Name of the engine, for people.</summary>
    string Engine { get; }

    /// <summary>Whether several processes may use it at a time.</summary>
    bool IsShared { get; }

    /// <summary>Behind a SELECT in a transaction: locks the rows and passes over rows that somebody else has locked.</summary>
    string SkipLocked { get; }

    /// <summary>Behind a SELECT in a transaction: locks the rows and waits for whoever has locked them.</summary>
    string ForUpdate { get; }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="StorageException">The database cannot be reached.</exception>
    Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Carries out work in a transaction and commits. Other work may share the commit; a failure is this work's own. Work may be carried out
    /// more than once, also where its connection turns out to have been cut, and only its last time counts. A commit that fails is not repeated.
    /// </summary>
    Task<T> TransactAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Takes the lock under which migrations run; it ends with the transaction.</summary>
    Task LockMigrationsAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Wakes, when the transaction commits, whoever listens in other processes. Nothing on a database that one process uses.</summary>
    Task NotifyAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>
    /// Listens for <see cref="NotifyAsync"/> of other processes until it is cancelled, whatever happens to the connection: a wake-up may be
    /// lost, so whoever needs one looks now and then anyway. Returns at once on a database that one process uses.
    /// </summary>
    /// <param name="onNotified">Called at each wake-up, and where some may have been lost.</param>
    /// <param name="onListening">Told true when wake-ups begin to arrive, and false when they no longer do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task ListenAsync(Action onNotified, Action<bool> onListening, CancellationToken cancellationToken);

    /// <summary>Whether a failed transaction may succeed if it is tried again: a lost race, not an error.</summary>
    bool IsConflict(DbException failure);

    /// <summary>What a failure of the database itself (gone, full, read-only, damaged) means to a user; null for a defect of this program.</summary>
    StorageException? Explain(DbException failure);
}

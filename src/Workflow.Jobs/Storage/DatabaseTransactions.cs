using System.Data.Common;

namespace Workflow.Jobs.Storage;

/// <summary>Runs work in transactions.</summary>
public static class DatabaseTransactions
{
    private const int Attempts = 10;

    /// <summary>Runs <paramref name="work"/> in one transaction and commits. A lost race is tried again from the start.</summary>
    /// <exception cref="StorageException">The database cannot be reached, read or written.</exception>
    public static async Task<T> WriteAsync<T>(
        this IDatabase database, Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnceAsync(database, work, cancellationToken).ConfigureAwait(false);
            }
            catch (DbException failure) when (attempt < Attempts && database.IsConflict(failure))
            {
                // Both engines have rolled the transaction back; whoever won has committed.
            }
            catch (DbException failure) when (database.Explain(failure) is not null)
            {
                throw database.Explain(failure)!;
            }
        }
    }

    /// <summary>Runs <paramref name="work"/> on a connection of its own.</summary>
    /// <exception cref="StorageException">The database cannot be reached or read.</exception>
    public static async Task<T> ReadAsync<T>(
        this IDatabase database, Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            DbConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false)) return await work(connection).ConfigureAwait(false);
        }
        catch (DbException failure) when (database.Explain(failure) is not null)
        {
            throw database.Explain(failure)!;
        }
    }

    private static async Task<T> WriteOnceAsync<T>(
        IDatabase database, Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        DbConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        DbTransaction? transaction = null;
        bool isDone = false;
        try
        {
            transaction = await database.BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            T result = await work(transaction).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            isDone = true;
            return result;
        }
        finally
        {
            if (transaction is not null) await DisposeAsync(transaction, isDone).ConfigureAwait(false);
            await DisposeAsync(connection, isDone).ConfigureAwait(false);
        }
    }

    // SQLite rolls back by itself when the disk is full, and refuses to do it again: that must not hide the first failure.
    private static async Task DisposeAsync(IAsyncDisposable resource, bool isDone)
    {
        try
        {
            await resource.DisposeAsync().ConfigureAwait(false);
        }
        catch (DbException) when (!isDone)
        {
            // The failure that matters is on its way.
        }
    }
}

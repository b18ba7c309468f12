using System.Data.Common;

namespace Workflow.Jobs.Storage;

/// <summary>Runs work in transactions.</summary>
public static class DatabaseTransactions
{
    private const int Attempts = 10;
    private const int ReadAttempts = 5;

    /// <summary>Runs <paramref name="work"/> in one transaction and commits. A lost race is tried again from the start.</summary>
    /// <exception cref="StorageException">The database cannot be reached, read or written.</exception>
    public static async Task<T> WriteAsync<T>(
        this IDatabase database, Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await database.TransactAsync(work, cancellationToken).ConfigureAwait(false);
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

    /// <summary>
    /// Runs <paramref name="work"/> on a connection of its own, and again on another where that one turns out to have been cut while nobody
    /// used it.
    /// </summary>
    /// <exception cref="StorageException">The database cannot be reached or read.</exception>
    public static async Task<T> ReadAsync<T>(
        this IDatabase database, Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                DbConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false)) return await work(connection).ConfigureAwait(false);
            }
            catch (DbException failure) when (attempt < ReadAttempts && database.Explain(failure) is { IsRetryable: true })
            {
                // To a database that is away there is no connection at all: that failure does not come here.
            }
            catch (DbException failure) when (database.Explain(failure) is not null)
            {
                throw database.Explain(failure)!;
            }
        }
    }
}

using System.Data.Common;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Runs;

/// <summary>One transaction at one moment.</summary>
/// <param name="database">The database.</param>
/// <param name="transaction">The transaction.</param>
/// <param name="now">The moment, in milliseconds since 1970.</param>
/// <param name="endEffects">What is written together with a run's end.</param>
/// <param name="cancellationToken">Cancels every statement.</param>
internal sealed class WriteScope(
    IDatabase database, DbTransaction transaction, long now, IReadOnlyList<IRunEndEffect> endEffects, CancellationToken cancellationToken)
{
    private readonly List<Action> _tells = [];

    public DbTransaction Transaction => transaction;

    public long Now => now;

    /// <summary>Behind a SELECT: locks the rows, and waits for whoever has locked them.</summary>
    public string ForUpdate => database.ForUpdate;

    /// <summary>Behind a SELECT: locks the rows, and passes over those that others have locked.</summary>
    public string SkipLocked => database.SkipLocked;

    /// <summary>Whether workers on other machines are to look at once.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>Lets workers on other machines know, when the transaction commits, that there is something for them.</summary>
    public void Wake() => IsUrgent = true;

    public Task<int> ExecuteAsync(string sql, object? parameters) => transaction.Connection!.ExecuteAsync(Command(sql, parameters));

    public Task<T?> FirstAsync<T>(string sql, object? parameters) => transaction.Connection!.QueryFirstOrDefaultAsync<T>(Command(sql, parameters));

    public async Task<T> ScalarAsync<T>(string sql, object? parameters) =>
        (await transaction.Connection!.ExecuteScalarAsync<T>(Command(sql, parameters)).ConfigureAwait(false))!;

    public Task<IEnumerable<T>> QueryAsync<T>(string sql, object? parameters) => transaction.Connection!.QueryAsync<T>(Command(sql, parameters));

    public Task<SqlMapper.GridReader> QueryMultipleAsync(string sql, object? parameters) => transaction.Connection!.QueryMultipleAsync(Command(sql, parameters));

    public Task ExecuteAsync(StatementBatch batch) => transaction.Connection!.ExecuteAsync(Command(batch.Text, batch.Parameters));

    /// <summary>Carries out a single statement that returns a row.</summary>
    public Task<T?> FirstAsync<T>(StatementBatch batch) => FirstAsync<T>(batch.Text, batch.Parameters);

    /// <summary>Carries out a single statement that returns rows.</summary>
    public Task<IEnumerable<T>> QueryAsync<T>(StatementBatch batch) => QueryAsync<T>(batch.Text, batch.Parameters);

    /// <summary>Carries out several statements; the results are those of the ones that return rows.</summary>
    public Task<SqlMapper.GridReader> QueryAsync(StatementBatch batch) => QueryMultipleAsync(batch.Text, batch.Parameters);

    /// <summary>Tells something to the process itself, once the transaction has been committed: what was rolled back has not happened.</summary>
    public void AfterCommit(Action tell) => _tells.Add(tell);

    /// <summary>Does something in a transaction of its own that ends no run, and wakes whoever is to look at it.</summary>
    public static Task<T> RunAsync<T>(IDatabase database, TimeProvider time, Func<WriteScope, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(database, time, [], work, cancellationToken);

    /// <summary>Does something in a transaction of its own, and wakes whoever is to look at it.</summary>
    public static async Task<T> RunAsync<T>(
        IDatabase database, TimeProvider time, IReadOnlyList<IRunEndEffect> endEffects, Func<WriteScope, Task<T>> work, CancellationToken cancellationToken)
    {
        // A lost race is tried again: only the last scope has been committed.
        WriteScope scope = null!;
        T result = await database.WriteAsync(
            async transaction =>
            {
                scope = new WriteScope(database, transaction, time.GetUtcNow().ToUnixTimeMilliseconds(), endEffects, cancellationToken);
                T done = await work(scope).ConfigureAwait(false);
                if (scope.IsUrgent) await database.NotifyAsync(transaction, cancellationToken).ConfigureAwait(false);
                return done;
            },
            cancellationToken).ConfigureAwait(false);
        foreach (Action tell in scope._tells) tell();
        return result;
    }

    /// <summary>Holds a key until the transaction ends, and waits for whoever holds it.</summary>
    public Task LockAsync(string key) => ExecuteAsync(
        "INSERT INTO limit_lock (limit_key) VALUES (@key) ON CONFLICT (limit_key) DO UPDATE SET limit_key = excluded.limit_key", new { key });

    /// <summary>Writes what goes with a run's end.</summary>
    public async Task EndAsync(EndedRun run)
    {
        foreach (IRunEndEffect effect in endEffects) await effect.ApplyAsync(run, transaction, cancellationToken).ConfigureAwait(false);
    }

    private CommandDefinition Command(string sql, object? parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
}

using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Runs;

/// <summary>
/// The only place where runs and steps change their state: one database transaction each, from named states only. A lost race returns false
/// and changes nothing. This part begins runs; the others hold what workers, people and the passing of time do to them.
/// </summary>
public sealed partial class RunTransitions
{
    /// <summary>Times that a worker may die on a step before the step is failed: it may be the step that kills them.</summary>
    public const int MaximumExpiries = 3;

    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private readonly RunSignal _signal;
    private readonly IReadOnlyList<IRunEndEffect> _endEffects;

    /// <summary>Creates the transitions of a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="signal">Pulsed at every change.</param>
    /// <param name="endEffects">What is written together with every run's end.</param>
    public RunTransitions(IDatabase database, TimeProvider time, RunSignal signal, IEnumerable<IRunEndEffect> endEffects)
    {
        _database = database;
        _time = time;
        _signal = signal;
        _endEffects = [.. endEffects];
    }

    /// <summary>Pulsed at every change.</summary>
    internal RunSignal Signal => _signal;

    /// <summary>Stores a run; its first steps become ready.</summary>
    /// <returns>Its identifier, or that of the run that already has the idempotency key.</returns>
    public Task<string> CreateAsync(NewRun run, CancellationToken cancellationToken) =>
        WriteAsync(scope => CreateAsync(scope, run), _ => true, cancellationToken);

    /// <summary>Stores a run in a transaction of <see cref="WriteAsync"/>, together with whatever goes with its beginning.</summary>
    internal static async Task<string> CreateAsync(WriteScope scope, NewRun run)
    {
        string id = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(scope.Now)).ToString();
        int inserted = await scope.ExecuteAsync(
            """
            INSERT INTO run (id, project, pipeline, definition, settings, cause, cause_kind, cause_id, idempotency_key, no_cache, priority, logical_at, state, created_at)
            VALUES (@id, @Project, @pipeline, @definition, @settings, @cause, @causeKind, @causeId, @IdempotencyKey, @noCache, @priority, @logicalAt, 'Queued', @now)
            ON CONFLICT (idempotency_key) DO NOTHING
            """,
            new
            {
                id,
                run.Project,
                pipeline = run.Definition.Name,
                definition = JobsJson.Write(run.Definition),
                settings = JobsJson.Write(run.Settings),
                cause = StorableText.Of(run.Cause.Text),
                causeKind = run.Cause.Kind.ToString().ToLowerInvariant(),
                causeId = StorableText.Of(run.Cause.Id),
                run.IdempotencyKey,
                noCache = run.NoCache ? 1L : 0L,
                priority = (long)run.Definition.Priority,
                logicalAt = run.LogicalAt?.ToUnixTimeMilliseconds(),
                now = scope.Now,
            }).ConfigureAwait(false);
        if (inserted == 0) return await scope.ScalarAsync<string>("SELECT id FROM run WHERE idempotency_key = @IdempotencyKey", new { run.IdempotencyKey }).ConfigureAwait(false);

        var batch = new StatementBatch();
        foreach (string tag in run.Definition.Tags.Distinct(StringComparer.Ordinal)) batch.Add($"INSERT INTO run_tag (run_id, tag) VALUES ({id}, {tag})");
        batch.InsertSteps(id, run.Definition);
        batch.QueueReady(id, scope.Now);
        batch.Lock(id, scope.ForUpdate);
        LockedRun created;
        List<ReadyStep> ready;
        SqlMapper.GridReader results = await scope.QueryAsync(batch).ConfigureAwait(false);
        await using (results.ConfigureAwait(false))
        {
            ready = (await results.ReadAsync<ReadyStep>().ConfigureAwait(false)).AsList();
            created = await results.ReadFirstAsync<LockedRun>().ConfigureAwait(false);
        }

        created.Record(string.Empty, 0, "created", StorableText.Of(run.Cause.Text));
        if (!scope.RecordReady(created, ready, null)) await scope.SettleAsync(created).ConfigureAwait(false);
        await scope.SaveAsync(created).ConfigureAwait(false);
        return id;
    }

    /// <summary>Changes one run, and those of its steps that <paramref name="work"/> changes. Without the lock two steps that end together may
    /// each see the other as running, and nobody queues what comes behind both.</summary>
    /// <returns>What <paramref name="work"/> returned; false where there is no such run.</returns>
    private Task<bool> ChangeAsync(string runId, Func<WriteScope, LockedRun, Task<bool>> work, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            if (await scope.LockRunAsync(runId).ConfigureAwait(false) is not { } run) return false;
            if (!await work(scope, run).ConfigureAwait(false)) return false;
            await scope.SaveAsync(run).ConfigureAwait(false);
            return true;
        },
        isAccepted => isAccepted,
        cancellationToken);

    /// <summary>Carries out a transaction that may end runs. A pulse for what changed nothing would wake the very worker that asked, for ever.</summary>
    internal async Task<T> WriteAsync<T>(Func<WriteScope, Task<T>> work, Func<T, bool> hasChanged, CancellationToken cancellationToken)
    {
        T result = await WriteScope.RunAsync(_database, _time, _endEffects, work, cancellationToken).ConfigureAwait(false);
        if (hasChanged(result)) _signal.Pulse();
        return result;
    }
}

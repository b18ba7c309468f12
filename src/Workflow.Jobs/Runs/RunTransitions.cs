using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Runs;

/// <summary>
/// The only place where runs and steps change their state: one database transaction each, from named states only. A lost race returns false
/// and changes nothing.
/// </summary>
public sealed class RunTransitions
{
    /// <summary>Times that a worker may die on a step before the step is failed: it may be the step that kills them.</summary>
    public const int MaximumExpiries = 3;

    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private readonly RunSignal _signal;

    /// <summary>Creates the transitions of a database.</summary>
    public RunTransitions(IDatabase database, TimeProvider time, RunSignal signal)
    {
        _database = database;
        _time = time;
        _signal = signal;
    }

    /// <summary>Stores a run; its first steps become ready.</summary>
    /// <returns>Its identifier, or that of the run that already has the idempotency key.</returns>
    public async Task<string> CreateAsync(NewRun run, CancellationToken cancellationToken)
    {
        string id = Guid.CreateVersion7(_time.GetUtcNow()).ToString();
        string stored = await WriteAsync(
            async scope =>
            {
                int inserted = await scope.ExecuteAsync(
                    """
                    INSERT INTO run (id, project, pipeline, definition, cause, idempotency_key, no_cache, state, created_at)
                    VALUES (@id, @project, @pipeline, @definition, @cause, @key, @noCache, @state, @now)
                    ON CONFLICT (idempotency_key) DO NOTHING
                    """,
                    new
                    {
                        id,
                        project = run.Project,
                        pipeline = run.Definition.Name,
                        definition = JobsJson.Write(run.Definition),
                        cause = StorableText.Of(run.Cause),
                        key = run.IdempotencyKey,
                        noCache = run.NoCache ? 1L : 0L,
                        state = nameof(RunState.Queued),
                        now = scope.Now,
                    }).ConfigureAwait(false);
                if (inserted == 0) return await scope.ScalarAsync<string>("SELECT id FROM run WHERE idempotency_key = @key", new { key = run.IdempotencyKey }).ConfigureAwait(false);
                await scope.InsertStepsAsync(id, run.Definition.Steps).ConfigureAwait(false);
                await scope.AddEventAsync(id, string.Empty, 0, "created", StorableText.Of(run.Cause)).ConfigureAwait(false);
                return id;
            },
            _ => true,
            cancellationToken).ConfigureAwait(false);
        return stored;
    }

    /// <summary>Takes the step that has waited longest.</summary>
    /// <param name="worker">Name of the worker.</param>
    /// <param name="lease">How long the claim holds without a heartbeat.</param>
    /// <param name="onlyRun">Only steps of this run; null for any.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>Null where nothing is queued.</returns>
    public Task<StepClaim?> ClaimAsync(string worker, TimeSpan lease, string? onlyRun, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            // Locks the run together with the step, and waits for neither: every other transition locks the run first, so a claim that held
            // a step and waited for its run would be in a deadlock with a cancel.
            StepClaim? claim = await scope.FirstAsync<StepClaim>(
                $"""
                UPDATE step
                SET state = 'Running', fence = fence + 1, worker = @worker, lease_until = @until, started_at = @now, progress = NULL, reason = NULL
                WHERE (run_id, name) = (
                    SELECT s.run_id, s.name FROM step s JOIN run r ON r.id = s.run_id
                    WHERE s.state = 'Queued' {(onlyRun is null ? string.Empty : "AND s.run_id = @onlyRun")}
                    ORDER BY s.queued_at, s.run_id, s.position
                    LIMIT 1 {_database.SkipLocked})
                RETURNING run_id AS RunId, name AS Step, fence AS Fence
                """,
                new { worker, until = scope.Now + (long)lease.TotalMilliseconds, now = scope.Now, onlyRun }).ConfigureAwait(false);
            if (claim is null) return null;
            await scope.ExecuteAsync(
                "UPDATE run SET state = 'Running', started_at = @now WHERE id = @id AND state = 'Queued'",
                new { id = claim.RunId, now = scope.Now }).ConfigureAwait(false);
            await scope.AddEventAsync(claim, "started", worker).ConfigureAwait(false);
            return claim;
        },
        claim => claim is not null,
        cancellationToken);

    /// <summary>Says that a worker still works on a step, and how far it has come.</summary>
    public async Task<Heartbeat> HeartbeatAsync(StepClaim claim, TimeSpan lease, StepProgress? progress, CancellationToken cancellationToken)
    {
        long? cancel = await WriteAsync(
            scope => scope.FirstAsync<long?>(
                """
                UPDATE step SET lease_until = @until, progress = COALESCE(@progress, progress)
                WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running'
                RETURNING (SELECT cancel_requested FROM run WHERE id = @RunId)
                """,
                new
                {
                    claim.RunId,
                    claim.Step,
                    claim.Fence,
                    until = scope.Now + (long)lease.TotalMilliseconds,
                    progress = progress is null ? null : JobsJson.Write(progress),
                }),
            _ => progress is not null,
            cancellationToken).ConfigureAwait(false);
        return ToHeartbeat(cancel);
    }

    /// <summary>Looks, without writing, whether a step is still to go on.</summary>
    public async Task<Heartbeat> LookAsync(StepClaim claim, CancellationToken cancellationToken)
    {
        long? cancel = await _database.ReadAsync(
            connection => connection.QueryFirstOrDefaultAsync<long?>(new CommandDefinition(
                """
                SELECT r.cancel_requested FROM step s JOIN run r ON r.id = s.run_id
                WHERE s.run_id = @RunId AND s.name = @Step AND s.fence = @Fence AND s.state = 'Running'
                """,
                claim,
                cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        return ToHeartbeat(cancel);
    }

    /// <summary>Ends a step with success: outputs, effects and the readiness of the steps behind it become visible together.</summary>
    /// <returns>False where the claim is stale: nothing is written.</returns>
    public Task<bool> SucceedAsync(StepClaim claim, StepCompletion completion, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            // Without this lock two steps that end together may each see the other as running, and nobody queues what comes behind both.
            await LockRunAsync(scope, claim.RunId).ConfigureAwait(false);
            StepState state = completion.IsReused ? StepState.Reused : StepState.Succeeded;
            if (!await scope.EndStepAsync(claim, state, StorableText.Of(completion.Message), completion.Outputs).ConfigureAwait(false)) return false;
            foreach (IStepEffect effect in completion.Effects) await effect.ApplyAsync(claim, scope.Transaction, cancellationToken).ConfigureAwait(false);
            if (completion is { CacheKey: not null, IsReused: false }) await scope.RememberAsync(claim, completion).ConfigureAwait(false);
            await scope.QueueDependentsAsync(claim).ConfigureAwait(false);
            await scope.EndRunIfOverAsync(claim.RunId).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Ends a step with failure. Steps that have not begun are skipped; steps that run are asked to stop.</summary>
    /// <returns>False where the claim is stale.</returns>
    public Task<bool> FailAsync(StepClaim claim, string reason, CancellationToken cancellationToken) => FailAsync(claim, reason, null, cancellationToken);

    /// <summary>Ends a step with failure, and keeps what it has made as evidence.</summary>
    /// <returns>False where the claim is stale.</returns>
    public Task<bool> FailAsync(StepClaim claim, string reason, StepOutputs? evidence, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            string words = StorableText.Of(reason);
            await LockRunAsync(scope, claim.RunId).ConfigureAwait(false);
            if (!await scope.EndStepAsync(claim, StepState.Failed, words, evidence).ConfigureAwait(false)) return false;
            await scope.StopRunAfterFailureAsync(claim.RunId, claim.Step, words).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Ends a step that has stopped because its run is being cancelled.</summary>
    /// <returns>False where the claim is stale.</returns>
    public Task<bool> EndCancelledAsync(StepClaim claim, string reason, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            await LockRunAsync(scope, claim.RunId).ConfigureAwait(false);
            if (!await scope.EndStepAsync(claim, StepState.Cancelled, StorableText.Of(reason), null).ConfigureAwait(false)) return false;
            await scope.EndRunIfOverAsync(claim.RunId).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Gives a step back: the worker shuts down, and another one, or the same one later, is to begin it again.</summary>
    /// <returns>False where the claim is stale.</returns>
    public Task<bool> ReleaseAsync(StepClaim claim, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            await LockRunAsync(scope, claim.RunId).ConfigureAwait(false);
            int released = await scope.ExecuteAsync(
                """
                UPDATE step SET state = 'Queued', worker = NULL, lease_until = NULL, progress = NULL, queued_at = @now
                WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running'
                """,
                new { claim.RunId, claim.Step, claim.Fence, now = scope.Now }).ConfigureAwait(false);
            if (released == 0) return false;
            await scope.AddEventAsync(claim, "released", null).ConfigureAwait(false);
            await scope.HonourCancelAsync(claim.RunId).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Asks for the end of a run. Steps that have not begun are cancelled at once, steps that run stop by themselves.</summary>
    /// <returns>False where the run is over already.</returns>
    public Task<bool> RequestCancelAsync(string runId, string reason, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            string words = StorableText.Of(reason);
            await LockRunAsync(scope, runId).ConfigureAwait(false);
            int asked = await scope.ExecuteAsync(
                "UPDATE run SET cancel_requested = 1, reason = @reason WHERE id = @runId AND state IN ('Queued', 'Running') AND cancel_requested = 0",
                new { runId, reason = words }).ConfigureAwait(false);
            if (asked == 0) return false;
            await scope.EndUnbegunAsync(runId, StepState.Cancelled, words).ConfigureAwait(false);
            await scope.AddEventAsync(runId, string.Empty, 0, "cancel-requested", words).ConfigureAwait(false);
            await scope.EndRunIfOverAsync(runId).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>
    /// Queues again every running step whose lease ended before <paramref name="cutoff"/>: its worker is gone. A step on which
    /// <see cref="MaximumExpiries"/> workers have gone fails.
    /// </summary>
    /// <returns>How many steps were abandoned.</returns>
    public async Task<int> RequeueAbandonedAsync(DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        List<StepClaim> abandoned = await _database.ReadAsync(
            async connection => (await connection.QueryAsync<StepClaim>(new CommandDefinition(
                "SELECT run_id AS RunId, name AS Step, fence AS Fence FROM step WHERE state = 'Running' AND lease_until < @cutoff",
                new { cutoff = cutoff.ToUnixTimeMilliseconds() },
                cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList(),
            cancellationToken).ConfigureAwait(false);
        int count = 0;
        foreach (StepClaim claim in abandoned)
        {
            if (await RequeueAsync(claim, cutoff, cancellationToken).ConfigureAwait(false)) count++;
        }

        return count;
    }

    private Task<bool> RequeueAsync(StepClaim claim, DateTimeOffset cutoff, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            await LockRunAsync(scope, claim.RunId).ConfigureAwait(false);
            long? expiries = await scope.FirstAsync<long?>(
                """
                UPDATE step SET state = 'Queued', worker = NULL, lease_until = NULL, progress = NULL, queued_at = @now, expiries = expiries + 1
                WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running' AND lease_until < @cutoff
                RETURNING expiries
                """,
                new { claim.RunId, claim.Step, claim.Fence, now = scope.Now, cutoff = cutoff.ToUnixTimeMilliseconds() }).ConfigureAwait(false);
            if (expiries is null) return false;
            await scope.AddEventAsync(claim, "abandoned", "its worker is gone").ConfigureAwait(false);
            if (expiries < MaximumExpiries)
            {
                await scope.HonourCancelAsync(claim.RunId).ConfigureAwait(false);
                return true;
            }

            string reason = $"{expiries} workers died while they worked on it";
            await scope.ExecuteAsync(
                "UPDATE step SET state = 'Failed', reason = @reason, ended_at = @now WHERE run_id = @RunId AND name = @Step",
                new { claim.RunId, claim.Step, reason, now = scope.Now }).ConfigureAwait(false);
            await scope.AddEventAsync(claim, nameof(StepState.Failed), reason).ConfigureAwait(false);
            await scope.StopRunAfterFailureAsync(claim.RunId, claim.Step, reason).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static Heartbeat ToHeartbeat(long? cancelRequested) => cancelRequested switch
    {
        null => Heartbeat.Lost,
        0 => Heartbeat.Continue,
        _ => Heartbeat.Cancel,
    };

    private Task LockRunAsync(WriteScope scope, string runId) =>
        scope.ScalarAsync<string>($"SELECT id FROM run WHERE id = @runId {_database.ForUpdate}", new { runId });

    // A pulse for what changed nothing would wake the very worker that asked, for ever.
    private async Task<T> WriteAsync<T>(Func<WriteScope, Task<T>> work, Func<T, bool> hasChanged, CancellationToken cancellationToken)
    {
        T result = await _database.WriteAsync(
            transaction => work(new WriteScope(transaction, _time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        if (hasChanged(result)) _signal.Pulse();
        return result;
    }

    private Task<bool> WriteAsync(Func<WriteScope, Task<bool>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, isAccepted => isAccepted, cancellationToken);
}

using System.Diagnostics.CodeAnalysis;
using System.Text;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
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
                        cause = Storable(run.Cause),
                        key = run.IdempotencyKey,
                        noCache = run.NoCache ? 1L : 0L,
                        state = nameof(RunState.Queued),
                        now = scope.Now,
                    }).ConfigureAwait(false);
                if (inserted == 0) return await scope.ScalarAsync<string>("SELECT id FROM run WHERE idempotency_key = @key", new { key = run.IdempotencyKey }).ConfigureAwait(false);
                await InsertStepsAsync(scope, id, run.Definition.Steps).ConfigureAwait(false);
                await AddEventAsync(scope, id, string.Empty, 0, "created", Storable(run.Cause)).ConfigureAwait(false);
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
            await AddEventAsync(scope, claim, "started", worker).ConfigureAwait(false);
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
            if (!await EndStepAsync(scope, claim, state, Storable(completion.Message), completion.Outputs).ConfigureAwait(false)) return false;
            foreach (IStepEffect effect in completion.Effects) await effect.ApplyAsync(claim, scope.Transaction, cancellationToken).ConfigureAwait(false);
            if (completion is { CacheKey: not null, IsReused: false }) await RememberAsync(scope, claim, completion).ConfigureAwait(false);
            await QueueDependentsAsync(scope, claim).ConfigureAwait(false);
            await EndRunIfOverAsync(scope, claim.RunId).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Ends a step with failure. Steps that have not begun are skipped; steps that run are asked to stop.</summary>
    /// <returns>False where the claim is stale.</returns>
    public Task<bool> FailAsync(StepClaim claim, string reason, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            string words = Storable(reason);
            await LockRunAsync(scope, claim.RunId).ConfigureAwait(false);
            if (!await EndStepAsync(scope, claim, StepState.Failed, words, null).ConfigureAwait(false)) return false;
            await StopRunAfterFailureAsync(scope, claim.RunId, claim.Step, words).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Ends a step that has stopped because its run is being cancelled.</summary>
    /// <returns>False where the claim is stale.</returns>
    public Task<bool> EndCancelledAsync(StepClaim claim, string reason, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            await LockRunAsync(scope, claim.RunId).ConfigureAwait(false);
            if (!await EndStepAsync(scope, claim, StepState.Cancelled, Storable(reason), null).ConfigureAwait(false)) return false;
            await EndRunIfOverAsync(scope, claim.RunId).ConfigureAwait(false);
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
            await AddEventAsync(scope, claim, "released", null).ConfigureAwait(false);
            await HonourCancelAsync(scope, claim.RunId).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Asks for the end of a run. Steps that have not begun are cancelled at once, steps that run stop by themselves.</summary>
    /// <returns>False where the run is over already.</returns>
    public Task<bool> RequestCancelAsync(string runId, string reason, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            string words = Storable(reason);
            await LockRunAsync(scope, runId).ConfigureAwait(false);
            int asked = await scope.ExecuteAsync(
                "UPDATE run SET cancel_requested = 1, reason = @reason WHERE id = @runId AND state IN ('Queued', 'Running') AND cancel_requested = 0",
                new { runId, reason = words }).ConfigureAwait(false);
            if (asked == 0) return false;
            await EndUnbegunAsync(scope, runId, StepState.Cancelled, words).ConfigureAwait(false);
            await AddEventAsync(scope, runId, string.Empty, 0, "cancel-requested", words).ConfigureAwait(false);
            await EndRunIfOverAsync(scope, runId).ConfigureAwait(false);
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
            await AddEventAsync(scope, claim, "abandoned", "its worker is gone").ConfigureAwait(false);
            if (expiries < MaximumExpiries)
            {
                await HonourCancelAsync(scope, claim.RunId).ConfigureAwait(false);
                return true;
            }

            string reason = $"{expiries} workers died while they worked on it";
            await scope.ExecuteAsync(
                "UPDATE step SET state = 'Failed', reason = @reason, ended_at = @now WHERE run_id = @RunId AND name = @Step",
                new { claim.RunId, claim.Step, reason, now = scope.Now }).ConfigureAwait(false);
            await AddEventAsync(scope, claim, nameof(StepState.Failed), reason).ConfigureAwait(false);
            await StopRunAfterFailureAsync(scope, claim.RunId, claim.Step, reason).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    // A program's output may hold anything. No engine stores half a character, PostgreSQL no NUL: a failure that cannot be recorded would end
    // one worker after the other.
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Storable(string? text) =>
        text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    private static Heartbeat ToHeartbeat(long? cancelRequested) => cancelRequested switch
    {
        null => Heartbeat.Lost,
        0 => Heartbeat.Continue,
        _ => Heartbeat.Cancel,
    };

    private static async Task InsertStepsAsync(WriteScope scope, string runId, IReadOnlyList<StepDefinition> steps)
    {
        for (int position = 0; position < steps.Count; position++)
        {
            StepDefinition step = steps[position];
            bool isReady = step.DependsOn.Count == 0;
            await scope.ExecuteAsync(
                """
                INSERT INTO step (run_id, name, position, state, waiting_for, queued_at)
                VALUES (@runId, @name, @position, @state, @waitingFor, @queuedAt)
                """,
                new
                {
                    runId,
                    name = step.Name,
                    position = (long)position,
                    state = isReady ? nameof(StepState.Queued) : nameof(StepState.Waiting),
                    waitingFor = (long)step.DependsOn.Count,
                    queuedAt = isReady ? scope.Now : (long?)null,
                }).ConfigureAwait(false);
        }

        foreach ((string step, string dependsOn) in steps.SelectMany(step => step.DependsOn.Select(needed => (step.Name, needed))))
        {
            await scope.ExecuteAsync(
                "INSERT INTO step_dependency (run_id, step, depends_on) VALUES (@runId, @step, @dependsOn)", new { runId, step, dependsOn }).ConfigureAwait(false);
        }
    }

    private Task LockRunAsync(WriteScope scope, string runId) =>
        scope.ScalarAsync<string>($"SELECT id FROM run WHERE id = @runId {_database.ForUpdate}", new { runId });

    private static async Task<bool> EndStepAsync(WriteScope scope, StepClaim claim, StepState state, string? reason, StepOutputs? outputs)
    {
        int ended = await scope.ExecuteAsync(
            """
            UPDATE step SET state = @state, reason = @reason, outputs = @outputs, ended_at = @now, worker = NULL, lease_until = NULL, progress = NULL
            WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running'
            """,
            new
            {
                claim.RunId,
                claim.Step,
                claim.Fence,
                state = state.ToString(),
                reason,
                outputs = outputs is null ? null : JobsJson.Write(outputs),
                now = scope.Now,
            }).ConfigureAwait(false);
        if (ended == 0) return false;
        await AddEventAsync(scope, claim, state.ToString(), reason).ConfigureAwait(false);
        return true;
    }

    private static Task RememberAsync(WriteScope scope, StepClaim claim, StepCompletion completion) => scope.ExecuteAsync(
        """
        INSERT INTO step_cache (cache_key, step, outputs, run_id, created_at) VALUES (@key, @Step, @outputs, @RunId, @now)
        ON CONFLICT (cache_key) DO UPDATE SET outputs = excluded.outputs, run_id = excluded.run_id, created_at = excluded.created_at
        """,
        new { key = completion.CacheKey, claim.Step, claim.RunId, outputs = JobsJson.Write(completion.Outputs), now = scope.Now });

    private static async Task QueueDependentsAsync(WriteScope scope, StepClaim claim)
    {
        await scope.ExecuteAsync(
            """
            UPDATE step SET waiting_for = waiting_for - 1
            WHERE run_id = @RunId AND name IN (SELECT step FROM step_dependency WHERE run_id = @RunId AND depends_on = @Step)
            """,
            claim).ConfigureAwait(false);
        await scope.ExecuteAsync(
            """
            UPDATE step SET state = 'Queued', queued_at = @now
            WHERE run_id = @RunId AND state = 'Waiting' AND waiting_for = 0
              AND (SELECT cancel_requested FROM run WHERE id = @RunId) = 0
            """,
            new { claim.RunId, now = scope.Now }).ConfigureAwait(false);
    }

    private static async Task StopRunAfterFailureAsync(WriteScope scope, string runId, string step, string reason)
    {
        await scope.ExecuteAsync(
            "UPDATE run SET cancel_requested = 2, reason = @reason WHERE id = @runId AND cancel_requested = 0",
            new { runId, reason = $"{step}: {reason}" }).ConfigureAwait(false);
        await EndUnbegunAsync(scope, runId, StepState.Skipped, $"{step} failed").ConfigureAwait(false);
        await EndRunIfOverAsync(scope, runId).ConfigureAwait(false);
    }

    // A step that went back to the queue of a run that is being stopped must not begin again.
    private static async Task HonourCancelAsync(WriteScope scope, string runId)
    {
        string? reason = await scope.FirstAsync<string>(
            "SELECT COALESCE(reason, '') FROM run WHERE id = @runId AND cancel_requested <> 0", new { runId }).ConfigureAwait(false);
        if (reason is null) return;
        await EndUnbegunAsync(scope, runId, StepState.Cancelled, reason).ConfigureAwait(false);
        await EndRunIfOverAsync(scope, runId).ConfigureAwait(false);
    }

    private static Task EndUnbegunAsync(WriteScope scope, string runId, StepState state, string reason) => scope.ExecuteAsync(
        "UPDATE step SET state = @state, reason = @reason, ended_at = @now WHERE run_id = @runId AND state IN ('Waiting', 'Queued')",
        new { runId, state = state.ToString(), reason, now = scope.Now });

    private static async Task EndRunIfOverAsync(WriteScope scope, string runId)
    {
        List<string> states = (await scope.QueryAsync<string>("SELECT state FROM step WHERE run_id = @runId", new { runId }).ConfigureAwait(false)).AsList();
        if (states.Exists(state => state is nameof(StepState.Waiting) or nameof(StepState.Queued) or nameof(StepState.Running))) return;
        RunState end = states.Contains(nameof(StepState.Failed)) ? RunState.Failed
            : states.Contains(nameof(StepState.Cancelled)) ? RunState.Cancelled
            : RunState.Succeeded;
        await scope.ExecuteAsync(
            "UPDATE run SET state = @state, ended_at = @now WHERE id = @runId AND state IN ('Queued', 'Running')",
            new { runId, state = end.ToString(), now = scope.Now }).ConfigureAwait(false);
        await AddEventAsync(scope, runId, string.Empty, 0, end.ToString(), null).ConfigureAwait(false);
    }

    private static Task AddEventAsync(WriteScope scope, StepClaim claim, string kind, string? message) =>
        AddEventAsync(scope, claim.RunId, claim.Step, claim.Fence, kind, message);

    // The counter in the run's row orders the events and locks the run against a second writer.
    private static async Task AddEventAsync(WriteScope scope, string runId, string step, long fence, string kind, string? message)
    {
        long sequence = await scope.ScalarAsync<long>(
            "UPDATE run SET next_event = next_event + 1 WHERE id = @runId RETURNING next_event - 1", new { runId }).ConfigureAwait(false);
        await scope.ExecuteAsync(
            "INSERT INTO step_event (run_id, sequence, step, fence, kind, message, at) VALUES (@runId, @sequence, @step, @fence, @kind, @message, @now)",
            new { runId, sequence, step, fence, kind, message, now = scope.Now }).ConfigureAwait(false);
    }

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

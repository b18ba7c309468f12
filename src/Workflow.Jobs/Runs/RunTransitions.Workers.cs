using System.Globalization;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Telemetry;

namespace Workflow.Jobs.Runs;

/// <content>What workers do: claim, beat, and end their claims.</content>
public sealed partial class RunTransitions
{
    /// <summary>Takes the ready step that comes first: by priority, then by how long it has waited. Steps whose limits are used up are passed over.</summary>
    /// <returns>Null where nothing is ready.</returns>
    public async Task<StepClaim?> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        (await ClaimAsync(request, 1, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>Takes several steps at once, as <see cref="ClaimAsync(ClaimRequest, CancellationToken)"/> would one after the other.</summary>
    /// <param name="request">What the worker is willing to take.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>What it got; empty where nothing is ready.</returns>
    public Task<IReadOnlyList<StepClaim>> ClaimAsync(ClaimRequest request, int most, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            var claims = new List<StepClaim>();
            while (claims.Count < most && await FindReadyAsync(scope, request).ConfigureAwait(false) is { } ready)
            {
                bool isLimited = ready.Limited != 0;
                if (isLimited && !await TryHoldAsync(scope, ready).ConfigureAwait(false)) break;
                claims.Add(await TakeAsync(scope, ready, request).ConfigureAwait(false));

                // Whoever holds one limit and waits for another could wait in a circle.
                if (isLimited) break;
            }

            return (IReadOnlyList<StepClaim>)claims;
        },
        claims => claims.Count > 0,
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
    public Task<bool> SucceedAsync(StepClaim claim, StepCompletion completion, CancellationToken cancellationToken) => ChangeAsync(
        claim.RunId,
        async (scope, run) =>
        {
            StepState state = completion.IsReused ? StepState.Reused : StepState.Succeeded;
            string? queue = await scope.EndStepAsync(
                run, claim, state, StorableText.Of(completion.Message), completion.Outputs, completion.Fingerprint).ConfigureAwait(false);
            if (queue is null) return false;
            foreach (IStepEffect effect in completion.Effects) await effect.ApplyAsync(claim, scope.Transaction, cancellationToken).ConfigureAwait(false);
            if (completion is { CacheKey: not null, IsReused: false }) await scope.RememberAsync(claim, completion).ConfigureAwait(false);

            // Where a step became ready the run goes on; otherwise it may be over, or wait.
            if (!await scope.QueueDependentsAsync(run, claim, queue).ConfigureAwait(false)) await scope.SettleAsync(run).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>
    /// Ends an attempt with failure. Where the failure may be repeated and attempts are left, the step waits for the next one; otherwise it
    /// fails for good: steps that have not begun are skipped, steps that run are asked to stop.
    /// </summary>
    /// <returns>False where the claim is stale.</returns>
    public Task<bool> FailAsync(StepClaim claim, StepFailure failure, CancellationToken cancellationToken) => ChangeAsync(
        claim.RunId,
        async (scope, run) =>
        {
            string reason = StorableText.Of(failure.Reason);
            if (run.CancelRequested == 0
                && failure.RetryAfter is { } wait
                && await TryAgainLaterAsync(scope, run, claim, reason, wait).ConfigureAwait(false))
            {
                return true;
            }

            if (await scope.EndStepAsync(run, claim, StepState.Failed, reason, failure.Evidence, failure.Fingerprint).ConfigureAwait(false) is null) return false;
            await scope.StopAfterFailureAsync(run, claim.Step, reason).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Ends a step that has stopped because its run is being cancelled.</summary>
    /// <returns>False where the claim is stale, or nobody has asked for the run's end.</returns>
    public Task<bool> EndCancelledAsync(StepClaim claim, string reason, CancellationToken cancellationToken) => ChangeAsync(
        claim.RunId,
        async (scope, run) =>
        {
            if (run.CancelRequested == 0) return false;
            if (await scope.EndStepAsync(run, claim, StepState.Cancelled, StorableText.Of(reason), null, null).ConfigureAwait(false) is null) return false;
            await scope.SettleAsync(run).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Gives a step back: the worker shuts down, and another one, or the same one later, is to begin it again.</summary>
    /// <returns>False where the claim is stale.</returns>
    public Task<bool> ReleaseAsync(StepClaim claim, CancellationToken cancellationToken) => ChangeAsync(
        claim.RunId,
        async (scope, run) =>
        {
            int released = await scope.ExecuteAsync(
                """
                UPDATE step SET state = 'Queued', worker = NULL, lease_until = NULL, progress = NULL, queued_at = @now, start_by = @now + start_timeout
                WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running'
                """,
                new { claim.RunId, claim.Step, claim.Fence, now = scope.Now }).ConfigureAwait(false);
            if (released == 0) return false;
            await scope.LetGoAsync(claim).ConfigureAwait(false);
            run.Record(claim, "released", null);
            scope.Wake();
            await scope.HonourCancelAsync(run).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static async Task<bool> TryAgainLaterAsync(WriteScope scope, LockedRun run, StepClaim claim, string reason, TimeSpan wait)
    {
        long notBefore = scope.Now + (long)wait.TotalMilliseconds;
        (long Attempt, long Attempts)? failed = await scope.FirstAsync<(long, long)?>(
            """
            UPDATE step SET state = 'Waiting', attempt = attempt + 1, not_before = @notBefore, worker = NULL, lease_until = NULL, progress = NULL, ended_at = @now
            WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running' AND attempt < attempts
            RETURNING attempt - 1, attempts
            """,
            new { claim.RunId, claim.Step, claim.Fence, notBefore, now = scope.Now }).ConfigureAwait(false);
        if (failed is not { } counts) return false;
        string words = string.Create(
            CultureInfo.InvariantCulture, $"attempt {counts.Attempt} of {counts.Attempts} failed, the next one begins in {wait.TotalSeconds:0.#} s: {reason}");
        await scope.ExecuteAsync("UPDATE step SET reason = @words WHERE run_id = @RunId AND name = @Step", new { claim.RunId, claim.Step, words }).ConfigureAwait(false);
        await scope.LetGoAsync(claim).ConfigureAwait(false);
        run.Record(claim, "attempt-failed", words);
        scope.AfterCommit(() => RunTelemetry.Retried(claim.Step));
        await scope.SettleAsync(run).ConfigureAwait(false);
        return true;
    }

    /// <summary>Looks, without writing, what there is to do: claims and sweeps are for when there is something.</summary>
    /// <param name="request">What the worker is willing to take.</param>
    /// <param name="most">How many steps it could take; zero where it has no free slot.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public async Task<WorkAhead> LookAheadAsync(ClaimRequest request, int most, CancellationToken cancellationToken)
    {
        (string condition, DynamicParameters parameters) = Willing(request);
        parameters.Add("most", (long)most);
        (long ready, long? lease, long? wait, long? patience) = await _database.ReadAsync(
            connection => connection.QuerySingleAsync<(long, long?, long?, long?)>(new CommandDefinition(
                $"""
                SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM step s WHERE {condition} LIMIT @most) ready),
                       (SELECT MIN(lease_until) FROM step WHERE state = 'Running'),
                       (SELECT MIN(not_before) FROM step WHERE state = 'Waiting'),
                       (SELECT MIN(start_by) FROM step WHERE state = 'Queued')
                """,
                parameters,
                cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);

        // What ends with a lease or a patience ends behind that moment, a wait at it.
        long? due = new[] { lease + 1, wait, patience + 1 }.Min();
        return new WorkAhead((int)ready, due is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }

    // Ready, wanted by the worker, and not kept waiting by a limit.
    private static (string Condition, DynamicParameters Parameters) Willing(ClaimRequest request)
    {
        var parameters = new DynamicParameters(new { onlyRun = request.OnlyRun });
        string[] queues = [.. (request.Queues ?? []).Select((queue, i) =>
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"queue{i}");
            parameters.Add(name, queue);
            return $"@{name}";
        })];
        string condition = $"""
            s.state = 'Queued'
              {(request.OnlyRun is null ? string.Empty : "AND s.run_id = @onlyRun")}
              {(queues.Length == 0 ? string.Empty : $"AND s.queue IN ({string.Join(", ", queues)})")}
              AND (s.limited = 0 OR NOT EXISTS (
                SELECT 1 FROM step_limit l
                WHERE l.run_id = s.run_id AND l.step = s.name
                  AND (SELECT COUNT(*) FROM step_hold h WHERE h.limit_key = l.limit_key) >= l.maximum))
            """;
        return (condition, parameters);
    }

    private static async Task<StepClaim> TakeAsync(WriteScope scope, ReadyStep ready, ClaimRequest request)
    {
        StepClaim claim = new(ready.RunId, ready.Step, ready.Fence + 1);
        await scope.ExecuteAsync(
            """
            UPDATE step
            SET state = 'Running', fence = @Fence, worker = @worker, lease_until = @until, started_at = @now, progress = NULL, reason = NULL
            WHERE run_id = @RunId AND name = @Step
            """,
            new { claim.RunId, claim.Step, claim.Fence, worker = request.Worker, until = scope.Now + (long)request.Lease.TotalMilliseconds, now = scope.Now }).ConfigureAwait(false);
        ready.Run.State = nameof(RunState.Running);
        ready.Run.StartedAt ??= scope.Now;
        ready.Run.Record(claim, "started", request.Worker);
        await scope.SaveAsync(ready.Run).ConfigureAwait(false);
        return claim;
    }

    private async Task<ReadyStep?> FindReadyAsync(WriteScope scope, ClaimRequest request)
    {
        (string condition, DynamicParameters parameters) = Willing(request);

        // Locks the run together with the step, and waits for neither: every other transition locks the run first, so a claim that held a
        // step and waited for its run would be in a deadlock with a cancel.
        IEnumerable<ReadyStep> found = await scope.Transaction.Connection!.QueryAsync<ReadyStep, LockedRun, ReadyStep>(
            $"""
            SELECT s.run_id AS RunId, s.name AS Step, s.fence AS Fence, s.limited AS Limited, {RunWrites.LockedColumns}
            FROM step s JOIN run r ON r.id = s.run_id
            WHERE {condition}
            ORDER BY s.priority DESC, s.queued_at, s.run_id, s.position
            LIMIT 1 {_database.SkipLocked}
            """,
            (step, run) => step with { Run = run },
            parameters,
            scope.Transaction,
            splitOn: "Id").ConfigureAwait(false);
        return found.FirstOrDefault();
    }

    // Two claims may have counted at the same moment: whoever has the keys' rows counts alone. In one order, so that nobody waits in a circle.
    private static async Task<bool> TryHoldAsync(WriteScope scope, ReadyStep ready)
    {
        List<string> keys = (await scope.QueryAsync<string>(
            "SELECT limit_key FROM step_limit WHERE run_id = @RunId AND step = @Step ORDER BY limit_key", new { ready.RunId, ready.Step }).ConfigureAwait(false)).AsList();
        foreach (string key in keys)
        {
            await scope.ExecuteAsync(
                "INSERT INTO limit_lock (limit_key) VALUES (@key) ON CONFLICT (limit_key) DO UPDATE SET limit_key = excluded.limit_key", new { key }).ConfigureAwait(false);
            int held = await scope.ExecuteAsync(
                """
                INSERT INTO step_hold (limit_key, run_id, step)
                SELECT l.limit_key, l.run_id, l.step FROM step_limit l
                WHERE l.run_id = @RunId AND l.step = @Step AND l.limit_key = @key
                  AND (SELECT COUNT(*) FROM step_hold h WHERE h.limit_key = l.limit_key) < l.maximum
                """,
                new { ready.RunId, ready.Step, key }).ConfigureAwait(false);
            if (held > 0) continue;
            await scope.LetGoAsync(new StepClaim(ready.RunId, ready.Step, ready.Fence)).ConfigureAwait(false);
            return false;
        }

        return true;
    }

    private static Heartbeat ToHeartbeat(long? cancelRequested) => cancelRequested switch
    {
        null => Heartbeat.Lost,
        0 => Heartbeat.Continue,
        _ => Heartbeat.Cancel,
    };

    private sealed record ReadyStep
    {
        public string RunId { get; init; } = string.Empty;

        public string Step { get; init; } = string.Empty;

        public long Fence { get; init; }

        public long Limited { get; init; }

        public LockedRun Run { get; init; } = new();
    }
}

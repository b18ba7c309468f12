using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Runs;

/// <content>How workers come to their claims.</content>
public sealed partial class RunTransitions
{
    /// <summary>Takes the ready step that comes first: by priority, then by how long it has waited. Steps whose limits are used up are passed over.</summary>
    /// <returns>Null where nothing is ready.</returns>
    public async Task<StepClaim?> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        (await ClaimAsync(request, 1, cancellationToken).ConfigureAwait(false)).Claims.FirstOrDefault();

    /// <summary>
    /// Takes several steps at once, as <see cref="ClaimAsync(ClaimRequest, CancellationToken)"/> would one after the other, and looks what there is
    /// to do later. Writes nothing where it takes nothing.
    /// </summary>
    /// <param name="request">What the worker is willing to take.</param>
    /// <param name="most">How many at most; zero only looks.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    public Task<ClaimedWork> ClaimAsync(ClaimRequest request, int most, CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            (List<ClaimableStep> found, int ready, long? due) = await FindReadyAsync(scope, request, most).ConfigureAwait(false);
            var taken = new List<ClaimableStep>();
            foreach (ClaimableStep step in found)
            {
                bool isLimited = step.Limited != 0;
                if (isLimited && !await TryHoldAsync(scope, step).ConfigureAwait(false)) break;
                taken.Add(step);

                // Whoever holds one limit and waits for another could wait in a circle.
                if (isLimited) break;
            }

            if (taken.Count > 0)
            {
                await TakeAsync(scope, taken, request).ConfigureAwait(false);
                due = Math.Min(due ?? long.MaxValue, scope.Now + (long)request.Lease.TotalMilliseconds + 1);
            }

            return new ClaimedWork([.. taken.Select(step => step.Claim)], ready > taken.Count, due is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
        },
        work => work.Claims.Count > 0,
        cancellationToken);

    // One round trip: most of the time a worker asks there is one step or none.
    private static async Task<(List<ClaimableStep> Found, int Ready, long? Due)> FindReadyAsync(WriteScope scope, ClaimRequest request, int most)
    {
        (string condition, DynamicParameters parameters) = Willing(request);
        parameters.Add("most", (long)most);

        // Locks the run together with the step, and waits for neither: every other transition locks the run first, so a claim that held a
        // step and waited for its run would be in a deadlock with a cancel.
        SqlMapper.GridReader results = await scope.QueryMultipleAsync(
            $"""
            SELECT s.run_id AS RunId, s.name AS Step, s.fence AS Fence, s.limited AS Limited, {RunWrites.LockedColumns}
            FROM step s JOIN run r ON r.id = s.run_id
            WHERE {condition}
            ORDER BY s.priority DESC, s.queued_at, s.run_id, s.position
            LIMIT @most {scope.SkipLocked};
            SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM step s WHERE {condition} LIMIT @most) ready),
                   (SELECT MIN(lease_until) FROM step WHERE state = 'Running'),
                   (SELECT MIN(not_before) FROM step WHERE state = 'Waiting'),
                   (SELECT MIN(start_by) FROM step WHERE state = 'Queued')
            """,
            parameters).ConfigureAwait(false);
        await using (results.ConfigureAwait(false))
        {
            // Several steps of one run share what is to be written of it.
            var runs = new Dictionary<string, LockedRun>(StringComparer.Ordinal);
            List<ClaimableStep> found = [.. results.Read<ClaimableStep, LockedRun, ClaimableStep>(
                (step, run) => step with { Run = runs.TryGetValue(run.Id, out LockedRun? known) ? known : runs[run.Id] = run }, splitOn: "Id")];
            (long ready, long? lease, long? wait, long? patience) = await results.ReadSingleAsync<(long, long?, long?, long?)>().ConfigureAwait(false);

            // What ends with a lease or a patience ends behind that moment, a wait at it.
            return (found, (int)ready, new[] { lease + 1, wait, patience + 1 }.Min());
        }
    }

    // Ready, wanted by the worker, and not kept waiting by a limit.
    private static (string Condition, DynamicParameters Parameters) Willing(ClaimRequest request)
    {
        var parameters = new DynamicParameters(new { onlyRun = request.OnlyRun });
        string condition = $"""
            s.state = 'Queued'
              {(request.OnlyRun is null ? string.Empty : "AND s.run_id = @onlyRun")}
              {(request.Queues is { Count: > 0 } queues ? $"AND s.queue IN {parameters.AddList("queue", queues)}" : string.Empty)}
              AND (s.limited = 0 OR NOT EXISTS (
                SELECT 1 FROM step_limit l
                WHERE l.run_id = s.run_id AND l.step = s.name
                  AND (SELECT COUNT(*) FROM step_hold h WHERE h.limit_key = l.limit_key) >= l.maximum))
            """;
        return (condition, parameters);
    }

    private static Task TakeAsync(WriteScope scope, List<ClaimableStep> steps, ClaimRequest request)
    {
        var batch = new StatementBatch();
        foreach (ClaimableStep step in steps)
        {
            StepClaim claim = step.Claim;
            batch.Add($"""
                UPDATE step
                SET state = 'Running', fence = {claim.Fence}, worker = {request.Worker}, lease_until = {scope.Now + (long)request.Lease.TotalMilliseconds},
                    started_at = {scope.Now}, progress = NULL, reason = NULL
                WHERE run_id = {claim.RunId} AND name = {claim.Step}
                """);
            step.Run.State = nameof(RunState.Running);
            step.Run.StartedAt ??= scope.Now;
            step.Run.Record(claim, "started", request.Worker);
        }

        foreach (LockedRun run in steps.Select(step => step.Run).Distinct()) batch.Save(run, scope.Now);
        return scope.ExecuteAsync(batch);
    }

    // Two claims may have counted at the same moment: whoever has the keys' rows counts alone. In one order, so that nobody waits in a circle.
    private static async Task<bool> TryHoldAsync(WriteScope scope, ClaimableStep ready)
    {
        List<string> keys = (await scope.QueryAsync<string>(
            "SELECT limit_key FROM step_limit WHERE run_id = @RunId AND step = @Step ORDER BY limit_key", new { ready.RunId, ready.Step }).ConfigureAwait(false)).AsList();
        foreach (string key in keys)
        {
            await scope.LockAsync(key).ConfigureAwait(false);
            int held = await scope.ExecuteAsync(
                """
                INSERT INTO step_hold (limit_key, run_id, step)
                SELECT l.limit_key, l.run_id, l.step FROM step_limit l
                WHERE l.run_id = @RunId AND l.step = @Step AND l.limit_key = @key
                  AND (SELECT COUNT(*) FROM step_hold h WHERE h.limit_key = l.limit_key) < l.maximum
                """,
                new { ready.RunId, ready.Step, key }).ConfigureAwait(false);
            if (held > 0) continue;
            await scope.LetGoAsync(ready.Claim).ConfigureAwait(false);
            return false;
        }

        return true;
    }

    private sealed record ClaimableStep
    {
        public string RunId { get; init; } = string.Empty;

        public string Step { get; init; } = string.Empty;

        public long Fence { get; init; }

        public long Limited { get; init; }

        public LockedRun Run { get; init; } = new();

        /// <summary>The claim that whoever takes it gets.</summary>
        public StepClaim Claim => new(RunId, Step, Fence + 1);
    }
}

using System.Globalization;
using Dapper;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Requests;

/// <summary>
/// Says which pending request is to be begun next, to one starter at a time. A claim holds for <see cref="Lease"/>: if its holder dies, the
/// next one begins the run. Requests of a group have their turn in the order of their moments: no later one overtakes one that waits.
/// </summary>
public sealed class RequestTurns(IDatabase database, RunTransitions transitions, TimeProvider time)
{
    /// <summary>How long a claim holds.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private const string Unclaimed = "q.state = 'Pending' AND (q.lease_until IS NULL OR q.lease_until < @Now)";

    /// <summary>Claims the first request that waits for no other run; null where there is none.</summary>
    public Task<RequestRecord?> ClaimFreeAsync(CancellationToken cancellationToken) => WriteAsync(
        async scope =>
        {
            while (true)
            {
                RequestRow? next = await scope.FirstAsync<RequestRow>(
                    $"{RequestRow.Columns} WHERE {Unclaimed} AND q.group_maximum IS NULL AND q.not_before <= @Now ORDER BY q.created_at, q.id LIMIT 1 {database.SkipLocked}",
                    new { scope.Now }).ConfigureAwait(false);
                if (next is null) return null;
                if (!await IsBegunAsync(scope, next).ConfigureAwait(false)) return await ClaimAsync(scope, next).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Groups of which requests wait for their turn.</summary>
    public Task<IReadOnlyList<string>> GroupsAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (IReadOnlyList<string>)(await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT group_key FROM run_request WHERE state = 'Pending' AND group_maximum IS NOT NULL", cancellationToken: cancellationToken))
            .ConfigureAwait(false)).AsList(),
        cancellationToken);

    /// <summary>Looks at the first request of a group, and claims it where so many runs of the group are over that it may begin.</summary>
    public Task<GroupTurn> TakeTurnAsync(string group, CancellationToken cancellationToken) => WriteAsync(scope => TakeTurnAsync(scope, group), cancellationToken);

    /// <summary>Begins the run of a claimed request. Run and record are one transaction: a request that was withdrawn begins none.</summary>
    /// <returns>The run; null where the request is not pending any more.</returns>
    public Task<string?> BeginAsync(RequestRecord claimed, NewRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        return transitions.WriteAsync(
            async scope =>
            {
                string? pending = await scope.FirstAsync<string>(
                    $"SELECT id FROM run_request WHERE id = @Id AND state = 'Pending' {scope.ForUpdate}", new { claimed.Id }).ConfigureAwait(false);
                if (pending is null) return null;
                string runId = await RunTransitions.CreateAsync(scope, run).ConfigureAwait(false);
                await MarkBegunAsync(scope, claimed.Id, runId).ConfigureAwait(false);
                return runId;
            },
            runId => runId is not null,
            cancellationToken);
    }

    /// <summary>Gives a claimed request back, to be tried again after a while.</summary>
    public Task PutBackAsync(RequestRecord claimed, TimeSpan wait, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        return WriteAsync(
            scope => scope.ExecuteAsync(
                """
                UPDATE run_request SET lease_until = NULL, not_before = @notBefore, reason = @reason
                WHERE id = @Id AND state = 'Pending' AND attempts = @attempts
                """,
                new { claimed.Id, attempts = (long)claimed.Attempts, notBefore = scope.Now + (long)wait.TotalMilliseconds, reason = StorableText.Of(reason) }),
            cancellationToken);
    }

    /// <summary>Records that a claimed request can begin no run.</summary>
    public Task FailAsync(RequestRecord claimed, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        return WriteAsync(
            scope => scope.ExecuteAsync(
                """
                UPDATE run_request SET state = 'Failed', lease_until = NULL, reason = @reason, ended_at = @Now
                WHERE id = @Id AND state = 'Pending' AND attempts = @attempts
                """,
                new { claimed.Id, attempts = (long)claimed.Attempts, reason = StorableText.Of(reason), scope.Now }),
            cancellationToken);
    }

    private static async Task<GroupTurn> TakeTurnAsync(WriteScope scope, string group)
    {
        await scope.LockAsync($"requests:{group}").ConfigureAwait(false);
        RequestRow? next = await scope.FirstAsync<RequestRow>(
            $"{RequestRow.Columns} WHERE {Unclaimed} AND q.group_key = @group AND q.group_maximum IS NOT NULL ORDER BY q.created_at, q.logical_at, q.id LIMIT 1",
            new { group, scope.Now }).ConfigureAwait(false);
        if (next is null || next.NotBefore > scope.Now) return GroupTurn.Nothing;

        if (await IsBegunAsync(scope, next).ConfigureAwait(false)) return GroupTurn.Settled;

        // One statement: a request that becomes a run in between must be seen as one of the two.
        List<string?> others = (await scope.QueryAsync<string?>(
            """
            SELECT r.id FROM run r
            WHERE r.state IN ('Queued', 'Running', 'Waiting') AND EXISTS (SELECT 1 FROM run_request q WHERE q.run_id = r.id AND q.group_key = @group)
            UNION ALL
            SELECT NULL FROM run_request q WHERE q.state = 'Pending' AND q.group_key = @group AND q.lease_until >= @Now
            """,
            new { group, scope.Now }).ConfigureAwait(false)).AsList();
        if (others.Count < next.GroupMaximum)
            return await ClaimAsync(scope, next).ConfigureAwait(false) is { } claimed ? new GroupTurn(claimed, [], false) : GroupTurn.Settled;

        string[] runs = [.. others.OfType<string>().Order(StringComparer.Ordinal)];
        bool areAllRuns = runs.Length == others.Count;
        OverlapPolicy overlap = areAllRuns ? Enum.Parse<OverlapPolicy>(next.Overlap) : OverlapPolicy.Queue;
        if (overlap == OverlapPolicy.Skip)
        {
            await scope.ExecuteAsync(
                "UPDATE run_request SET state = 'Skipped', reason = @reason, ended_at = @Now WHERE id = @Id AND state = 'Pending'",
                new { next.Id, reason = $"run {runs[0]} was not over", scope.Now }).ConfigureAwait(false);
            return GroupTurn.Settled;
        }

        string reason = overlap == OverlapPolicy.CancelPrevious ? $"waits for run {runs[0]}, which is told to stop"
            : next.GroupMaximum == 1 && runs.Length > 0 ? $"waits for run {runs[0]}"
            : string.Create(CultureInfo.InvariantCulture, $"waits: {others.Count} of at most {next.GroupMaximum} runs are not over");
        if (next.Reason != reason) await scope.ExecuteAsync("UPDATE run_request SET reason = @reason WHERE id = @Id", new { next.Id, reason }).ConfigureAwait(false);
        return overlap == OverlapPolicy.CancelPrevious ? GroupTurn.Nothing with { ToCancel = runs } : GroupTurn.Nothing;
    }

    // The same was asked for long ago, and the run alone remembers it.
    private static async Task<bool> IsBegunAsync(WriteScope scope, RequestRow request)
    {
        string? begun = await scope.FirstAsync<string>("SELECT id FROM run WHERE idempotency_key = @IdempotencyKey", request).ConfigureAwait(false);
        if (begun is not null) await MarkBegunAsync(scope, request.Id, begun).ConfigureAwait(false);
        return begun is not null;
    }

    private static Task<int> MarkBegunAsync(WriteScope scope, string id, string runId) => scope.ExecuteAsync(
        "UPDATE run_request SET state = 'Begun', run_id = @runId, lease_until = NULL, reason = NULL, ended_at = @Now WHERE id = @id AND state = 'Pending'",
        new { id, runId, scope.Now });

    // Null where somebody has withdrawn it since it was looked at.
    private static async Task<RequestRecord?> ClaimAsync(WriteScope scope, RequestRow row)
    {
        int claimed = await scope.ExecuteAsync(
            "UPDATE run_request SET lease_until = @until, attempts = attempts + 1 WHERE id = @Id AND state = 'Pending'",
            new { row.Id, until = scope.Now + (long)Lease.TotalMilliseconds }).ConfigureAwait(false);
        return claimed > 0 ? row.ToRecord() with { Attempts = (int)row.Attempts + 1 } : null;
    }

    private Task<T> WriteAsync<T>(Func<WriteScope, Task<T>> work, CancellationToken cancellationToken) => WriteScope.RunAsync(database, time, work, cancellationToken);
}

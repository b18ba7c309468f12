using Dapper;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Requests;

/// <summary>
/// Says which pending request is to be begun next, to one starter at a time. A claim holds for <see cref="Lease"/>: if its holder dies, the
/// next one begins the run. Requests of a group have their turn in the order of their moments: no later one overtakes one that waits, or is to be
/// tried again; one whose delay is not over waits for its own time only. Where nothing is to be done, nothing is written.
/// </summary>
public sealed class RequestTurns(IDatabase database, RunTransitions transitions, TimeProvider time)
{
    /// <summary>How long a claim holds.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>A condition: no starter is about to begin its run.</summary>
    internal const string Unclaimed = "q.state = 'Pending' AND (q.lease_until IS NULL OR q.lease_until < @now)";

    /// <summary>A condition: its delay is over, even if it is to be tried again later.</summary>
    internal const string HasComeUp = "(q.not_before <= @now OR q.attempts > 0)";

    private const string Free = $"{Unclaimed} AND q.group_maximum IS NULL AND q.not_before <= @now";

    /// <summary>Claims the first request that waits for no other run; null where there is none.</summary>
    public async Task<RequestRecord?> ClaimFreeAsync(CancellationToken cancellationToken)
    {
        bool isThere = await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                $"SELECT EXISTS (SELECT 1 FROM run_request q WHERE {Free})", new { now = Now }, cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        if (!isThere) return null;
        return await WriteAsync(
            async scope =>
            {
                while (true)
                {
                    RequestRow? next = await scope.FirstAsync<RequestRow>(
                        $"{RequestRow.Columns} WHERE {Free} ORDER BY q.created_at, q.id LIMIT 1 {database.SkipLocked}", new { now = scope.Now }).ConfigureAwait(false);
                    if (next is null) return null;
                    if (!await IsBegunAsync(scope, next).ConfigureAwait(false)) return await ClaimAsync(scope, next).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Groups of which requests wait for others of their group.</summary>
    public Task<IReadOnlyList<string>> GroupsAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (IReadOnlyList<string>)(await connection.QueryAsync<string>(new CommandDefinition(
            $"SELECT DISTINCT q.group_key FROM run_request q WHERE {Unclaimed} AND q.group_maximum IS NOT NULL AND q.not_before <= @now",
            new { now = Now },
            cancellationToken: cancellationToken))
            .ConfigureAwait(false)).AsList(),
        cancellationToken);

    /// <summary>Looks at the first request of a group, and claims it where so many runs of the group are over that it may begin.</summary>
    public async Task<GroupTurn> TakeTurnAsync(string group, CancellationToken cancellationToken)
    {
        GroupLook look = await database.ReadAsync(connection => GroupLook.ReadAsync(connection, null, group, Now), cancellationToken).ConfigureAwait(false);
        return look.IsIdle ? GroupTurn.Nothing : await WriteAsync(scope => TakeTurnAsync(scope, group), cancellationToken).ConfigureAwait(false);
    }

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
        GroupLook look = await GroupLook.ReadAsync(scope.Transaction.Connection!, scope.Transaction, group, scope.Now).ConfigureAwait(false);
        if (look.Late.Requests.Count > 0)
        {
            foreach (string late in look.Late.Requests) await SkipAsync(scope, late, look.Late.Reason).ConfigureAwait(false);
            return GroupTurn.Settled;
        }

        if (look.Next is not { } next) return GroupTurn.Nothing;
        if (await IsBegunAsync(scope, next).ConfigureAwait(false)) return GroupTurn.Settled;
        if (look.HasRoom) return await ClaimAsync(scope, next).ConfigureAwait(false) is { } claimed ? new GroupTurn(claimed, [], false) : GroupTurn.Settled;
        if (look.Overlap == OverlapPolicy.Skip)
        {
            await SkipAsync(scope, next.Id, $"run {look.FirstRun} was not over").ConfigureAwait(false);
            return GroupTurn.Settled;
        }

        if (next.Reason != look.WaitReason)
            await scope.ExecuteAsync("UPDATE run_request SET reason = @WaitReason WHERE id = @Id", new { next.Id, look.WaitReason }).ConfigureAwait(false);
        return GroupTurn.Nothing with { ToCancel = look.ToCancel };
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

    private static Task<int> SkipAsync(WriteScope scope, string id, string reason) => scope.ExecuteAsync(
        "UPDATE run_request SET state = 'Skipped', reason = @reason, ended_at = @Now WHERE id = @id AND state = 'Pending'", new { id, reason, scope.Now });

    // Null where somebody has withdrawn it since it was looked at.
    private static async Task<RequestRecord?> ClaimAsync(WriteScope scope, RequestRow row)
    {
        int claimed = await scope.ExecuteAsync(
            "UPDATE run_request SET lease_until = @until, attempts = attempts + 1 WHERE id = @Id AND state = 'Pending'",
            new { row.Id, until = scope.Now + (long)Lease.TotalMilliseconds }).ConfigureAwait(false);
        return claimed > 0 ? row.ToRecord() with { Attempts = (int)row.Attempts + 1 } : null;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<T> WriteAsync<T>(Func<WriteScope, Task<T>> work, CancellationToken cancellationToken) => WriteScope.RunAsync(database, time, work, cancellationToken);
}

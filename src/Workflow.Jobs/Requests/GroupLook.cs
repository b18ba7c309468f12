using System.Data.Common;
using System.Globalization;
using Dapper;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Requests;

/// <summary>What is to be done about the requests of a group, as it is seen without a lock or with one.</summary>
internal sealed class GroupLook
{
    private readonly IReadOnlyList<OtherRun> _others;

    private GroupLook(LateTicks late, RequestRow? next, IReadOnlyList<OtherRun> others)
    {
        Late = late;
        Next = next;
        _others = others;
    }

    /// <summary>Ticks that are passed over.</summary>
    public LateTicks Late { get; }

    /// <summary>The request whose turn it is; null where none may begin yet.</summary>
    public RequestRow? Next { get; }

    /// <summary>Whether so many runs of the group are over that it may begin.</summary>
    public bool HasRoom => _others.Count < Next?.GroupMaximum;

    /// <summary>What happens where there is no room. For a run that another starter is about to begin it waits in any case.</summary>
    public OverlapPolicy Overlap => _others.All(other => other.Id is not null) ? Enum.Parse<OverlapPolicy>(Next!.Overlap) : OverlapPolicy.Queue;

    /// <summary>Runs that are in the way and are to be cancelled.</summary>
    public IReadOnlyList<string> ToCancel =>
        Next is not null && !HasRoom && Overlap == OverlapPolicy.CancelPrevious ? [.. _others.Where(other => other.CancelRequested == 0).Select(other => other.Id!)] : [];

    /// <summary>A run that is not over.</summary>
    public string? FirstRun => _others.FirstOrDefault(other => other.Id is not null)?.Id;

    /// <summary>What the request waits for where there is no room.</summary>
    public string WaitReason => Overlap == OverlapPolicy.CancelPrevious ? $"waits for run {FirstRun}, which is told to stop"
        : Next!.GroupMaximum == 1 && FirstRun is not null ? $"waits for run {FirstRun}"
        : string.Create(CultureInfo.InvariantCulture, $"waits: {_others.Count} of at most {Next.GroupMaximum} runs are not over");

    /// <summary>Whether nothing has to be written or cancelled now.</summary>
    public bool IsIdle => Late.Requests.Count == 0
        && (Next is null || (!HasRoom && Overlap != OverlapPolicy.Skip && Next.Reason == WaitReason && ToCancel.Count == 0));

    /// <summary>Looks at a group.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="transaction">Its transaction, which holds the lock of the group; null for none.</param>
    /// <param name="group">The group.</param>
    /// <param name="now">The moment, in milliseconds since 1970.</param>
    public static async Task<GroupLook> ReadAsync(DbConnection connection, DbTransaction? transaction, string group, long now)
    {
        LateTicks late = group.StartsWith(ScheduleRecord.GroupPrefix, StringComparison.Ordinal)
            ? await LateTicks.FindAsync(connection, transaction, group[ScheduleRecord.GroupPrefix.Length..], now).ConfigureAwait(false)
            : LateTicks.None;
        if (late.Requests.Count > 0) return new GroupLook(late, null, []);
        RequestRow? next = await connection.QueryFirstOrDefaultAsync<RequestRow>(
            $"""
            {RequestRow.Columns} WHERE {RequestTurns.Unclaimed} AND {RequestTurns.HasComeUp} AND q.group_key = @group AND q.group_maximum IS NOT NULL
            ORDER BY q.created_at, q.logical_at, q.id LIMIT 1
            """,
            new { group, now },
            transaction).ConfigureAwait(false);
        if (next is null || next.NotBefore > now) return new GroupLook(late, null, []);

        // One statement: a request that becomes a run in between must be seen as one of the two.
        IEnumerable<OtherRun> others = await connection.QueryAsync<OtherRun>(
            """
            SELECT r.id AS Id, r.cancel_requested AS CancelRequested FROM run r
            WHERE r.state IN ('Queued', 'Running', 'Waiting') AND EXISTS (SELECT 1 FROM run_request q WHERE q.run_id = r.id AND q.group_key = @group)
            UNION ALL
            SELECT NULL, 0 FROM run_request q WHERE q.state = 'Pending' AND q.group_key = @group AND q.lease_until >= @now
            """,
            new { group, now },
            transaction).ConfigureAwait(false);
        return new GroupLook(late, next, [.. others.OrderBy(other => other.Id, StringComparer.Ordinal)]);
    }

    private sealed class OtherRun
    {
        public string? Id { get; init; }

        public long CancelRequested { get; init; }
    }
}

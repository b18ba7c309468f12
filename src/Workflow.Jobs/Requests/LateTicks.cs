using System.Data.Common;
using System.Globalization;
using Dapper;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Requests;

/// <summary>
/// Ticks of a schedule that wait, for an earlier run or because none can begin, until they are missed: their schedule's misfire policy says
/// which of them still begin a run, so that a queue does not grow for ever.
/// </summary>
/// <param name="Requests">Identifiers of the requests that are to begin none.</param>
/// <param name="Reason">Why.</param>
internal sealed record LateTicks(IReadOnlyList<string> Requests, string Reason)
{
    /// <summary>Nothing is passed over.</summary>
    public static readonly LateTicks None = new([], string.Empty);

    /// <summary>Finds those of a schedule.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="transaction">Its transaction; null for none.</param>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="now">The moment, in milliseconds since 1970.</param>
    public static async Task<LateTicks> FindAsync(DbConnection connection, DbTransaction? transaction, string scheduleId, long now)
    {
        ScheduleRow? row = await connection.QueryFirstOrDefaultAsync<ScheduleRow>(
            $"{ScheduleRow.Columns} WHERE id = @scheduleId", new { scheduleId }, transaction).ConfigureAwait(false);
        if (row is null) return None;
        ScheduleRecord schedule = row.ToRecord();
        int kept = schedule.Definition.Misfire == MisfirePolicy.All ? MissedTicks.MostCaughtUp : 0;
        List<WaitingTick> waiting = (await connection.QueryAsync<WaitingTick>(
            $"""
            SELECT q.id AS Id, q.logical_at AS LogicalAt, q.not_before AS NotBefore, q.attempts AS Attempts FROM run_request q
            WHERE {RequestTurns.Unclaimed} AND {RequestTurns.HasComeUp} AND q.group_key = @Group AND q.cause_kind = 'schedule'
            ORDER BY q.logical_at DESC LIMIT {int.MaxValue} OFFSET @kept
            """,
            new { schedule.Group, kept = (long)kept, now },
            transaction).ConfigureAwait(false)).AsList();
        string[] late = [.. waiting.Where(tick => IsLate(schedule, tick, now)).Select(tick => tick.Id)];
        return schedule.Definition.Misfire switch
        {
            _ when late.Length == 0 => None,
            MisfirePolicy.Latest => new LateTicks([.. late.Where(id => id != waiting[0].Id)], string.Create(
                CultureInfo.InvariantCulture, $"it waited for more than 60 s, and the tick of {waiting[0].Moment:u} waits too: misfire policy latest begins a run for the latest only")),
            MisfirePolicy.All => new LateTicks(late, string.Create(
                CultureInfo.InvariantCulture, $"it waited for more than 60 s, and {kept} later ticks wait too: misfire policy all begins runs for so many at most")),
            _ => new LateTicks(late, "it waited for more than 60 s: misfire policy none begins no run for missed ticks"),
        };
    }

    // An attempt that failed has moved the time before which it is not to be begun.
    private static bool IsLate(ScheduleRecord schedule, WaitingTick tick, long now) => tick.Attempts == 0
        ? tick.NotBefore + (long)MissedTicks.Grace.TotalMilliseconds < now
        : MissedTicks.IsMissed(schedule, tick.Moment, DateTimeOffset.FromUnixTimeMilliseconds(now));

    private sealed class WaitingTick
    {
        public string Id { get; init; } = string.Empty;

        public long LogicalAt { get; init; }

        public long NotBefore { get; init; }

        public long Attempts { get; init; }

        public DateTimeOffset Moment => DateTimeOffset.FromUnixTimeMilliseconds(LogicalAt);
    }
}

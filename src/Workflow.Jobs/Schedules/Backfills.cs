using System.Globalization;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Texts;

namespace Workflow.Jobs.Schedules;

/// <summary>Asks for the runs of a schedule's ticks in the past.</summary>
public sealed class Backfills(IDatabase database, TimeProvider time, RunSignal signal)
{
    /// <summary>How many runs one backfill may ask for.</summary>
    public const int MostRuns = 10_000;

    /// <summary>How many runs of a backfill may go on at a time.</summary>
    public const int MostParallel = 1_000;

    /// <summary>
    /// Asks for one run for each tick in a range, both ends included, whether the schedule has had a run for it or not. A tick that a backfill of
    /// the same label has asked for before is not asked for again.
    /// </summary>
    /// <exception cref="ScheduleException">The schedule is unknown or begins no runs, or the range cannot be used.</exception>
    public async Task<Backfill> AskAsync(BackfillRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Backfill asked = await WriteScope.RunAsync(database, time, scope => AskAsync(scope, request), cancellationToken).ConfigureAwait(false);
        signal.Pulse();
        return asked;
    }

    private static async Task<Backfill> AskAsync(WriteScope scope, BackfillRequest request)
    {
        ScheduleRecord schedule = await scope.LockScheduleAsync(request.ScheduleId).ConfigureAwait(false)
            ?? throw new ScheduleException(ScheduleException.Unknown, $"there is no schedule {request.ScheduleId}");
        IReadOnlyList<DateTimeOffset> ticks = TicksOf(schedule, request, DateTimeOffset.FromUnixTimeMilliseconds(scope.Now));
        string group = $"backfill:{schedule.Id}:{request.Label}";
        int count = 0;
        foreach (DateTimeOffset tick in ticks)
        {
            var run = new NewRequest(
                schedule.Pipeline,
                new RunCause(RunCauseKind.Backfill, $"backfill of schedule {schedule}, by {request.By}", schedule.Id),
                string.Create(CultureInfo.InvariantCulture, $"{group}:{tick.UtcDateTime:O}"))
            {
                Settings = schedule.Definition.Settings,
                LogicalAt = tick,
                Overlap = OverlapPolicy.Queue,
                Group = group,
                GroupMaximum = request.Parallel,
            };
            if (await scope.AskAsync(run).ConfigureAwait(false)) count++;
        }

        await scope.RecordAsync(
            schedule.Id, "backfill", string.Create(CultureInfo.InvariantCulture, $"by {request.By}: {CountText.Of(count, "run")} from {ticks[0]:u} to {ticks[^1]:u}")).ConfigureAwait(false);
        return new Backfill(group, count, ticks.Count - count);
    }

    private static List<DateTimeOffset> TicksOf(ScheduleRecord schedule, BackfillRequest request, DateTimeOffset now)
    {
        if (request.Parallel is < 1 or > MostParallel) throw new ScheduleException($"{request.Parallel} runs at a time are not allowed; allowed: 1 to {MostParallel}");
        if (request.To > now) throw new ScheduleException($"the range ends at {request.To:u}, which is yet to come; the schedule itself begins those runs");
        if (request.To < request.From) throw new ScheduleException($"the range ends at {request.To:u}, before it begins at {request.From:u}");
        List<DateTimeOffset> ticks = [.. schedule.Times().Between(request.From.AddTicks(-1), request.To).Take(MostRuns + 1)];
        return ticks.Count switch
        {
            0 => throw new ScheduleException($"schedule {schedule} has no tick from {request.From:u} to {request.To:u}"),
            > MostRuns => throw new ScheduleException(
                string.Create(CultureInfo.InvariantCulture, $"schedule {schedule} has more than {MostRuns} ticks from {request.From:u} to {request.To:u}; ask for a part of them")),
            _ => ticks,
        };
    }
}

namespace Workflow.Jobs.Schedules;

/// <summary>Decides which due ticks begin a run.</summary>
public static class MissedTicks
{
    /// <summary>How many missed ticks <see cref="MisfirePolicy.All"/> makes up for at once; older ones are passed over.</summary>
    public const int MostCaughtUp = 1_000;

    /// <summary>How late a tick may be handled, beyond its own delay by jitter, without being missed: 60 seconds.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Instant = TimeSpan.FromTicks(1);

    /// <summary>
    /// Says which of the ticks of a schedule that are due begin a run, and which are passed over. Those that are not missed always begin one.
    /// However long nobody was there, few ticks are looked at one by one: those that may be within the grace, and those that begin a run.
    /// </summary>
    /// <param name="schedule">The schedule, with the first tick that has not been handled.</param>
    /// <param name="times">Its ticks.</param>
    /// <param name="now">The present instant.</param>
    public static TickPlan Plan(ScheduleRecord schedule, CronTimes times, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(times);
        if (schedule.NextAt is not { } next || next > now) return new TickPlan([], null);

        // Up to there ticks are missed whatever their delay; from there each has its own.
        (DateTimeOffset before, DateTimeOffset old) = (next - Instant, now - Grace - schedule.Definition.Jitter - Instant);
        ILookup<bool, DateTimeOffset> recent = times.Between(Later(before, old), now).ToLookup(tick => IsMissed(schedule, tick, now));
        (DateTimeOffset[] missed, DateTimeOffset[] punctual) = ([.. recent[true]], [.. recent[false]]);

        int count = Kept(schedule.Definition.Misfire, missed, punctual);
        DateTimeOffset[] madeUp = [.. missed.Reverse().Concat(times.Backwards(before, old)).Take(count).Reverse()];
        DateTimeOffset last = madeUp.Length > 0 ? madeUp[0] - Instant : now;
        DateTimeOffset[] passed = [.. missed.Where(tick => tick <= last)];
        return new TickPlan(
            [.. madeUp.Concat(punctual).Order()],
            PassedOver.Of(
                times.Between(before, Earlier(old, last)).Concat(passed),
                passed.Reverse().Concat(times.Backwards(before, Earlier(old, last))),
                Reason(schedule.Definition.Misfire)));
    }

    /// <summary>Whether a tick of a schedule has not begun its run within the grace.</summary>
    internal static bool IsMissed(ScheduleRecord schedule, DateTimeOffset tick, DateTimeOffset now) =>
        tick + TickJitter.DelayOf(schedule.Id, tick, schedule.Definition.Jitter) + Grace < now;

    // Of the missed ticks, the latest so many. One that a later tick follows in time is not the latest.
    private static int Kept(MisfirePolicy policy, DateTimeOffset[] missed, DateTimeOffset[] punctual) => policy switch
    {
        MisfirePolicy.All => MostCaughtUp,
        MisfirePolicy.Latest when missed.LastOrDefault() >= punctual.LastOrDefault() => 1,
        _ => 0,
    };

    private static PassOverReason Reason(MisfirePolicy policy) => policy switch
    {
        MisfirePolicy.Latest => PassOverReason.Superseded,
        MisfirePolicy.All => PassOverReason.BeyondCap,
        _ => PassOverReason.Missed,
    };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

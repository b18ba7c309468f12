namespace Workflow.Jobs.Schedules;

/// <summary>Decides which due ticks begin a run.</summary>
public static class MissedTicks
{
    /// <summary>How many missed ticks <see cref="MisfirePolicy.All"/> makes up for at once; older ones are passed over.</summary>
    public const int MostCaughtUp = 1_000;

    /// <summary>How late a tick may be handled without being missed: 60 seconds.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(60);

    /// <summary>Says which of the ticks that came since the last handled one begin a run, and which are passed over.</summary>
    /// <param name="due">The ticks, ascending, none after <paramref name="now"/>; read once, and only those that begin a run are kept.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="policy">What becomes of missed ticks.</param>
    /// <param name="grace">
    /// How late a tick may be without being missed; null: <see cref="DefaultGrace"/>. Where ticks are delayed by a jitter, it is to be added.
    /// </param>
    /// <returns>Ticks within the grace always begin a run.</returns>
    /// <exception cref="ArgumentException">A tick lies in the future or out of order.</exception>
    public static TickPlan Plan(IEnumerable<DateTimeOffset> due, DateTimeOffset now, MisfirePolicy policy, TimeSpan? grace = null)
    {
        ArgumentNullException.ThrowIfNull(due);
        DateTimeOffset punctual = now - (grace ?? DefaultGrace);
        (var missed, var begin) = (new Queue<DateTimeOffset>(), new List<DateTimeOffset>());
        (PassedOver? passed, DateTimeOffset? last) = (null, null);
        foreach (DateTimeOffset tick in due)
        {
            if (tick > now || tick <= last) throw new ArgumentException($"The tick {tick:O} lies after {now:O} or not after {last:O}.", nameof(due));
            last = tick;
            if (tick >= punctual) begin.Add(tick);
            else missed.Enqueue(tick);
            if (missed.Count > Kept(policy, begin.Count)) passed = With(passed, missed.Dequeue(), policy);
        }

        return new TickPlan([.. missed, .. begin], passed);
    }

    // Of the missed ticks, the latest so many. A punctual tick is the latest one due, so that no missed one is.
    private static int Kept(MisfirePolicy policy, int punctual) => policy switch
    {
        MisfirePolicy.All => MostCaughtUp,
        MisfirePolicy.Latest when punctual == 0 => 1,
        _ => 0,
    };

    private static PassedOver With(PassedOver? passed, DateTimeOffset tick, MisfirePolicy policy) => passed is null
        ? new PassedOver(tick, tick, 1, Reason(policy))
        : passed with { Last = tick, Count = passed.Count + 1 };

    private static PassOverReason Reason(MisfirePolicy policy) => policy switch
    {
        MisfirePolicy.Latest => PassOverReason.Superseded,
        MisfirePolicy.All => PassOverReason.BeyondCap,
        _ => PassOverReason.Missed,
    };
}

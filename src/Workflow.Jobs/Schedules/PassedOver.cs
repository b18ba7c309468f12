using System.Globalization;

namespace Workflow.Jobs.Schedules;

/// <summary>Ticks that begin no run.</summary>
/// <param name="First">The earliest.</param>
/// <param name="Last">The latest.</param>
/// <param name="Count">How many, both included; <see cref="MostCounted"/> stands for so many or more.</param>
/// <param name="Reason">Why.</param>
public sealed record PassedOver(DateTimeOffset First, DateTimeOffset Last, int Count, PassOverReason Reason)
{
    /// <summary>Beyond it, ticks are not counted: a schedule of seconds may have been down or paused for years.</summary>
    public const int MostCounted = 10_000;

    /// <summary>For the schedule's history.</summary>
    public override string ToString()
    {
        string more = Count == MostCounted ? " or more" : string.Empty;
        (string ticks, string were) = Count == 1
            ? (string.Create(CultureInfo.InvariantCulture, $"the tick of {First:u}"), "was")
            : (string.Create(CultureInfo.InvariantCulture, $"{Count} ticks{more} from {First:u} to {Last:u}"), "were");
        return Reason switch
        {
            PassOverReason.Superseded => $"{ticks} {were} missed and passed over: misfire policy latest begins a run for the latest due tick only",
            PassOverReason.Missed => $"{ticks} {were} missed and passed over: misfire policy none begins no run for missed ticks",
            PassOverReason.Paused => $"{ticks} came while the schedule was paused, and {were} passed over",
            _ => $"{ticks} {were} missed and passed over: misfire policy all begins at most {MissedTicks.MostCaughtUp} runs for missed ticks, the latest of them",
        };
    }

    /// <summary>Ticks that begin no run; null where there are none.</summary>
    /// <param name="ascending">The ticks, of which no more than <see cref="MostCounted"/> are read.</param>
    /// <param name="descending">The same ticks, of which one is read.</param>
    /// <param name="reason">Why.</param>
    internal static PassedOver? Of(IEnumerable<DateTimeOffset> ascending, IEnumerable<DateTimeOffset> descending, PassOverReason reason)
    {
        (DateTimeOffset? first, int count) = (null, 0);
        foreach (DateTimeOffset tick in ascending.Take(MostCounted)) (first, count) = (first ?? tick, count + 1);
        return first is null ? null : new PassedOver(first.Value, descending.First(), count, reason);
    }
}

using System.Globalization;

namespace Workflow.Jobs.Schedules;

/// <summary>Successive ticks that begin no run.</summary>
/// <param name="First">The earliest.</param>
/// <param name="Last">The latest.</param>
/// <param name="Count">How many, both included.</param>
/// <param name="Reason">Why.</param>
public sealed record PassedOver(DateTimeOffset First, DateTimeOffset Last, long Count, PassOverReason Reason)
{
    /// <summary>For the schedule's history.</summary>
    public override string ToString()
    {
        string ticks = Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"the tick of {First:u} was missed and passed over")
            : string.Create(CultureInfo.InvariantCulture, $"{Count} ticks from {First:u} to {Last:u} were missed and passed over");
        return Reason switch
        {
            PassOverReason.Superseded => $"{ticks}: misfire policy latest begins a run for the latest due tick only",
            PassOverReason.Missed => $"{ticks}: misfire policy none begins no run for missed ticks",
            _ => $"{ticks}: misfire policy all begins at most {MissedTicks.MostCaughtUp} runs for missed ticks, the latest of them",
        };
    }
}

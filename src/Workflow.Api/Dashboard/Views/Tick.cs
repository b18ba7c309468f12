namespace Workflow.Api.Dashboard.Views;

/// <summary>A tick of a schedule.</summary>
/// <param name="At">When.</param>
/// <param name="OnTheClock">The same moment on the clock of the schedule's zone.</param>
public sealed record Tick(DateTimeOffset At, DateTimeOffset OnTheClock)
{
    /// <summary>The next ticks of some times.</summary>
    public static IReadOnlyList<Tick> Next(Jobs.Schedules.CronTimes times, DateTimeOffset after, int count)
    {
        var ticks = new List<Tick>(count);
        for (DateTimeOffset? tick = times.NextAfter(after); tick is { } at && ticks.Count < count; tick = times.NextAfter(at))
        {
            ticks.Add(new Tick(at, TimeZoneInfo.ConvertTime(at, times.Zone)));
        }

        return ticks;
    }
}

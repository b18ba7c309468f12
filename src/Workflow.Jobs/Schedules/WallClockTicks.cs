using Quartz;

namespace Workflow.Jobs.Schedules;

/// <summary>
/// When a cron text matches on a clock that is never changed. The search is Quartz's; its days of the week are 1 to 7 and it takes lists of
/// numbers, so it is given nothing but those. It reads the wall clock as UTC: clock changes are the business of <see cref="CronTimes"/>.
/// </summary>
internal sealed class WallClockTicks(CronText cron)
{
    private readonly CronExpression _expression = new(QuartzText(cron), TimeZoneInfo.Utc);

    /// <summary>The first match strictly after a reading; null when there is none within the century that is searched.</summary>
    public DateTime? NextAfter(DateTime reading) => _expression.GetNextValidTimeAfter(AsUtc(reading))?.UtcDateTime;

    /// <summary>Whether a reading, in whole seconds, matches.</summary>
    public bool Contains(DateTime reading) => _expression.IsSatisfiedBy(AsUtc(reading));

    private static DateTimeOffset AsUtc(DateTime reading) => new(reading.Ticks, TimeSpan.Zero);

    private static string QuartzText(CronText cron)
    {
        IReadOnlyList<CronFieldValues> values = cron.Values;
        string dayOfWeek = values[5].IsWildcard ? "?" : string.Join(',', values[5].Values().Select(day => day + 1));
        string dayOfMonth = values[3].IsWildcard && !values[5].IsWildcard ? "?" : Text(values[3]);
        return $"{Text(values[0])} {Text(values[1])} {Text(values[2])} {dayOfMonth} {Text(values[4])} {dayOfWeek}";
    }

    private static string Text(CronFieldValues values) => values.IsWildcard ? "*" : string.Join(',', values.Values());
}

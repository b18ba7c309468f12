using Workflow.Jobs.Texts;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Schedules;

/// <summary>
/// A cron text that was understood: minute, hour, day of month, month, day of week, with an optional field of seconds before them; or one of
/// @hourly, @daily, @weekly, @monthly, @yearly. Days of the week are 0 to 7, where 0 and 7 are Sunday. Where both day fields name days, a
/// day need only be in one of them.
/// </summary>
public sealed class CronText
{
    private const int LongestText = 1_000;
    private const string Forms = "allowed: 5 fields (minute hour day-of-month month day-of-week), 6 (second before them) or @daily, "
        + "for example '30 2 * * *', every day at 02:30";

    private static readonly Dictionary<string, string> Shorthands = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    private static readonly CronField[] Fields =
        [CronField.Second, CronField.Minute, CronField.Hour, CronField.DayOfMonth, CronField.Month, CronField.DayOfWeek];

    private readonly string _text;

    private CronText(string text, CronFieldValues[] values)
    {
        _text = text;
        Values = values;
    }

    /// <summary>
    /// Whether the hour field is a wildcard or has a step, so that the expression means "every so often" and goes by elapsed time when clocks
    /// change; otherwise it names times of day.
    /// </summary>
    public bool IsInterval => Values[2].IsInterval;

    /// <summary>What each field allows: second, minute, hour, day of month, month, day of week.</summary>
    internal IReadOnlyList<CronFieldValues> Values { get; }

    /// <summary>Understands a text.</summary>
    /// <exception cref="ScheduleException">It is no cron text, or no day can ever match it; the message has a line for every wrong field.</exception>
    public static CronText Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LongestText) throw new ScheduleException($"cron text of {text.Length} characters; allowed: at most {LongestText}");
        string[] parts = Expand(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (5 or 6)) throw new ScheduleException($"cron '{text}' has {CountText.Of(parts.Length, "field")}; {Forms}");

        var problems = new List<string>();
        string[] all = parts.Length == 5 ? ["0", .. parts] : parts;
        CronFieldValues[] values = [.. Fields.Zip(all, (field, part) => field.Parse(part, problems))];
        if (DayFieldsDisagree(values[3], values[5]))
            problems.Add($"day of month '{all[3]}' with day of week '{all[5]}': programs differ on whether a day must match both or one; "
                + "allowed with */N: * in the other, or a range, as 1-31/2, where one is to be enough");
        if (problems.Count == 0 && !CanHappen(values))
            problems.Add($"day of month '{all[3]}' never comes in month '{all[4]}', so nothing would ever happen; "
                + "allowed: a day that the month has, for example '0 0 28 2 *'");
        if (problems.Count > 0) throw new ScheduleException(string.Join('\n', problems.Select(problem => $"cron '{text}': {problem}")));
        return new CronText(text, values);
    }

    /// <summary>The text as written.</summary>
    public override string ToString() => _text;

    private static string Expand(string text)
    {
        string trimmed = text.Trim();
        if (!trimmed.StartsWith('@')) return text;
        return Shorthands.TryGetValue(trimmed, out string? fields)
            ? fields
            : throw new ScheduleException($"cron '{text}' is unknown; {NearestName.Hint(trimmed, Shorthands.Keys)}");
    }

    private static bool DayFieldsDisagree(CronFieldValues month, CronFieldValues week) =>
        (month.HasSteppedWildcard && !week.IsWildcard) || (week.HasSteppedWildcard && !month.IsWildcard);

    // A leap year has every day that there is.
    private static bool CanHappen(CronFieldValues[] values) =>
        !values[5].IsWildcard || values[4].Values().Any(month => values[3].Values().First() <= DateTime.DaysInMonth(2024, month));
}

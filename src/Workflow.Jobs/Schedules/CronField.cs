using System.Globalization;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Schedules;

/// <summary>One of the six fields of a cron text, and what may stand in it.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Min">The lowest value.</param>
/// <param name="Max">The highest value; ranges wrap around behind it.</param>
/// <param name="Example">For messages.</param>
internal sealed record CronField(string Name, int Min, int Max, string Example)
{
    public static readonly CronField Second = new("second", 0, 59, "0 or */30");
    public static readonly CronField Minute = new("minute", 0, 59, "0, 5,35 or */15");
    public static readonly CronField Hour = new("hour", 0, 23, "2, 8-17 or */6");
    public static readonly CronField DayOfMonth = new("day of month", 1, 31, "1, 1,15 or *") { TakesQuestionMark = true };
    public static readonly CronField Month = new("month", 1, 12, "1, JAN-MAR or *")
    {
        Names = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    };

    public static readonly CronField DayOfWeek = new("day of week", 0, 6, "MON, MON-FRI or 0,6")
    {
        Names = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
        Highest = 7, // Sunday again
        TakesQuestionMark = true,
    };

    private readonly int? _highest;

    /// <summary>Names of the values from <see cref="Min"/> on.</summary>
    public string[] Names { get; init; } = [];

    /// <summary>The highest value that may be written.</summary>
    public int Highest
    {
        get => _highest ?? Max;
        init => _highest = value;
    }

    /// <summary>Whether <c>?</c> may be written for <c>*</c>, as other schedulers want it.</summary>
    public bool TakesQuestionMark { get; init; }

    private int Length => Max - Min + 1;

    private string Allowed => $"allowed: {Min} to {Highest}{(Names.Length == 0 ? string.Empty : $" or {Names[0]} to {Names[^1]}")}, "
        + $"lists (,), ranges (-), steps (/) and *, for example {Example}";

    /// <summary>The values that a text allows; what is wrong with it goes to <paramref name="problems"/>.</summary>
    public CronFieldValues Parse(string text, ICollection<string> problems)
    {
        (ulong bits, bool wildcard, bool steppedWildcard, bool step) = (0, false, false, false);
        foreach (string part in text.Split(','))
        {
            string[] rangeAndStep = part.Split('/');
            bool star = rangeAndStep[0] == "*" || (rangeAndStep[0] == "?" && TakesQuestionMark);
            if (ReadStep(part, rangeAndStep, problems) is not { } every) continue;
            if (ReadRange(part, rangeAndStep, star, problems) is not { } range) continue;

            for (int value = range.First; value <= range.Last; value += every) bits |= 1UL << (Min + ((value - Min) % Length));
            wildcard |= star && every == 1;
            steppedWildcard |= star && every > 1;
            step |= every > 1;
        }

        return new CronFieldValues(bits, wildcard, steppedWildcard && !wildcard, step);
    }

    private int? ReadStep(string part, string[] rangeAndStep, ICollection<string> problems)
    {
        if (rangeAndStep.Length == 1) return 1;
        if (rangeAndStep.Length == 2 && Number(rangeAndStep[1]) is { } step && step >= 1 && step <= Length) return step;
        problems.Add($"{Name} '{part}': the step '{string.Join('/', rangeAndStep[1..])}' is not allowed; allowed: one step of 1 to {Length}, for example {Example}");
        return null;
    }

    // The last value lies behind Max where the range wraps around.
    private (int First, int Last)? ReadRange(string part, string[] rangeAndStep, bool star, ICollection<string> problems)
    {
        if (star) return (Min, Max);
        string[] ends = rangeAndStep[0].Split('-');
        int?[] values = [.. ends.Select(end => Value(end, part, problems))];
        if (values.Contains(null)) return null;
        if (values is [{ } first, { } last]) return (first, last < first ? last + Length : last);
        if (values is not [{ } only])
        {
            problems.Add($"{Name} '{part}': a range has two ends; {Allowed}");
            return null;
        }

        // 5/15 is 5, 20, 35 ... to the end of the field; written as 7, Sunday is still the first day.
        return rangeAndStep.Length == 1 ? (only, only) : (only > Max ? Min : only, Max);
    }

    private int? Value(string text, string part, ICollection<string> problems)
    {
        int named = Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0) return Min + named;
        if (Number(text) is { } number && number >= Min && number <= Highest) return number;
        string where = text == part ? string.Empty : $" in '{part}'";
        string near = NearestName.Find(text, Names) is { } name ? $"did you mean '{name}'? " : string.Empty;
        problems.Add($"{Name} '{text}'{where} is not allowed; {near}{Allowed}");
        return null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

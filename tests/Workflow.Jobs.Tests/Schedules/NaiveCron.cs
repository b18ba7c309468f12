using System.Globalization;

namespace Workflow.Jobs.Tests.Schedules;

/// <summary>Reads a cron text of five fields and numbers in the most plodding way, for comparison: is this minute one of it?</summary>
internal sealed class NaiveCron(string text)
{
    private readonly string[] _fields = text.Split(' ');

    public bool Matches(DateTime minute) =>
        Allows(0, minute.Minute, 0, 59) && Allows(1, minute.Hour, 0, 23) && Allows(3, minute.Month, 1, 12) && AllowsDay(minute);

    private bool AllowsDay(DateTime day)
    {
        bool ofMonth = Allows(2, day.Day, 1, 31);
        bool ofWeek = Allows(4, (int)day.DayOfWeek, 0, 6) || (day.DayOfWeek == DayOfWeek.Sunday && Allows(4, 7, 0, 7) && _fields[4].Contains('7', StringComparison.Ordinal));
        return _fields[2] != "*" && _fields[4] != "*" ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    private bool Allows(int field, int value, int min, int max) => _fields[field].Split(',').Any(part =>
    {
        string[] rangeAndStep = part.Split('/');
        string[] ends = rangeAndStep[0] == "*" ? [Text(min), Text(max)] : rangeAndStep[0].Split('-');
        int first = Number(ends[0]);
        int last = ends.Length == 2 ? Number(ends[1]) : rangeAndStep.Length == 2 ? max : first;
        int step = rangeAndStep.Length == 2 ? Number(rangeAndStep[1]) : 1;
        return value >= first && value <= last && (value - first) % step == 0;
    });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}

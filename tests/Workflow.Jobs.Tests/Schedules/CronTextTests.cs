using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Tests.Schedules;

public sealed class CronTextTests
{
    [Theory]
    [InlineData("@hourly", "0 0 * * * *")]
    [InlineData("@daily", "0 0 0 * * *")]
    [InlineData("@midnight", "0 0 0 * * *")]
    [InlineData(" @Weekly ", "0 0 0 * * SUN")]
    [InlineData("@monthly", "0 0 0 1 * *")]
    [InlineData("@yearly", "0 0 0 1 1 *")]
    [InlineData("@annually", "0 0 0 1 JAN *")]
    [InlineData("5 4 * * 7", "0 5 4 * * 0")]
    [InlineData("5\t4  * * sun", "0 5 4 * * 0")]
    [InlineData("0 0 * * 6-7", "0 0 0 * * SAT,SUN")]
    [InlineData("0 0 * * FRI-MON", "0 0 0 * * 0,1,5,6")]
    [InlineData("0 0 * * 5-1", "0 0 0 * * 0,1,5,6")]
    [InlineData("0 0 * * 0-7", "0 0 0 * * 0-6")]
    [InlineData("0 0 * * 7/2", "0 0 0 * * 0,2,4,6")]
    [InlineData("0 22-4/2 * * *", "0 0 0,2,4,22 * * *")]
    [InlineData("0 0 1 nov-FEB *", "0 0 0 1 1,2,11,12 *")]
    [InlineData("5/20 * * * *", "0 5,25,45 * * * *")]
    [InlineData("10-20/5,59 * * * *", "0 10,15,20,59 * * * *")]
    [InlineData("0 12 ? * MON", "0 0 12 * * 1")]
    [InlineData("*/60 * * * *", "0 0 * * * *")]
    public void Parse_TwoWaysToWriteIt_AllowTheSameValues(string text, string other)
    {
        CronText cron = CronText.Parse(text);
        Assert.Equal(CronText.Parse(other).Values.Select(field => field.Bits), cron.Values.Select(field => field.Bits));
        Assert.Equal(text, cron.ToString());
    }

    [Theory]
    [InlineData("0 * * * *", true)]
    [InlineData("0 */2 * * *", true)]
    [InlineData("0 8-18/2 * * *", true)]
    [InlineData("@hourly", true)]
    [InlineData("*/15 2 * * *", false)]
    [InlineData("0 1-5 * * *", false)]
    [InlineData("0 1,2 * * *", false)]
    [InlineData("0 */24 * * *", false)]
    [InlineData("@daily", false)]
    public void IsInterval_HourIsWildcardOrStep_IsTrue(string text, bool interval) => Assert.Equal(interval, CronText.Parse(text).IsInterval);

    [Theory]
    [InlineData("", "cron '' has 0 fields; allowed: 5 fields (minute hour day-of-month month day-of-week), 6 (second before them) or @daily, for example '30 2 * * *', every day at 02:30")]
    [InlineData("0 0 0 1 1 ? 2027", "has 7 fields; allowed: 5 fields")]
    [InlineData("60 * * * *", "cron '60 * * * *': minute '60' is not allowed; allowed: 0 to 59, lists (,), ranges (-), steps (/) and *, for example 0, 5,35 or */15")]
    [InlineData("0 24 * * *", "hour '24' is not allowed; allowed: 0 to 23,")]
    [InlineData("0 9-25 * * *", "hour '25' in '9-25' is not allowed; allowed: 0 to 23,")]
    [InlineData("0 0 0 * *", "day of month '0' is not allowed; allowed: 1 to 31,")]
    [InlineData("0 0 L * *", "day of month 'L' is not allowed; allowed: 1 to 31,")]
    [InlineData("0 0 1 13 *", "month '13' is not allowed; allowed: 1 to 12 or JAN to DEC,")]
    [InlineData("0 0 1 JNA *", "month 'JNA' is not allowed; did you mean 'JAN'? allowed: 1 to 12 or JAN to DEC,")]
    [InlineData("0 0 * * 8", "day of week '8' is not allowed; allowed: 0 to 7 or SUN to SAT,")]
    [InlineData("60 0 0 * * *", "second '60' is not allowed")]
    [InlineData("*/0 * * * *", "minute '*/0': the step '0' is not allowed; allowed: one step of 1 to 60, for example 0, 5,35 or */15")]
    [InlineData("*/90 * * * *", "minute '*/90': the step '90' is not allowed")]
    [InlineData("1/2/3 * * * *", "minute '1/2/3': the step '2/3' is not allowed")]
    [InlineData("1-2-3 * * * *", "minute '1-2-3': a range has two ends; allowed")]
    [InlineData("1,,2 * * * *", "minute ''")]
    [InlineData("-5 * * * *", "minute '' in '-5' is not allowed")]
    [InlineData("+5 * * * *", "minute '+5' is not allowed")]
    [InlineData("? * * * *", "minute '?' is not allowed")]
    [InlineData("99999999999 * * * *", "minute '99999999999' is not allowed")]
    [InlineData("@dayly", "cron '@dayly' is unknown; did you mean '@daily'?")]
    [InlineData("@reboot", "cron '@reboot' is unknown; allowed: @hourly, @daily")]
    [InlineData("0 0 31 2 *", "day of month '31' never comes in month '2', so nothing would ever happen; allowed: a day that the month has")]
    [InlineData("0 0 30-31 FEB *", "never comes in month 'FEB'")]
    [InlineData("0 0 31 4,6,9,11 *", "never comes")]
    [InlineData("0 0 */2 * MON", "day of month '*/2' with day of week 'MON': programs differ on whether a day must match both or one")]
    public void Parse_Wrong_SaysFieldValueAndWhatIsAllowed(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ScheduleException>(() => CronText.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_SeveralWrongFields_NamesAll()
    {
        string[] lines = Assert.Throws<ScheduleException>(() => CronText.Parse("61 25 * FOO 9")).Message.Split('\n');
        Assert.Equal(["minute", "hour", "month", "day"], lines.Select(line => line.Split(": ")[1].Split(' ')[0]));
    }

    [Fact]
    public void Parse_VeryLong_DoesNotRepeatIt() => Assert.Equal(
        "cron text of 100000 characters; allowed: at most 1000", Assert.Throws<ScheduleException>(() => CronText.Parse(new string('1', 100_000))).Message);

    [Theory]
    [InlineData("0 0 29 2 *")]
    [InlineData("0 0 31 2 MON")]
    [InlineData("0 0 31 2,3 *")]
    public void Parse_DayThatComesSometimes_IsAccepted(string text) => Assert.NotNull(CronTimes.Parse(text, "UTC").NextAfter(DateTimeOffset.UnixEpoch));
}

using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Workflow.Training.Datasets;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.Tables;

public sealed class TableDatesTests
{
    [Theory]
    [InlineData("yyyy-MM-dd", "2020-02-29")]
    [InlineData("yyyy/MM/dd", "2020/02/29")]
    [InlineData("dd.MM.yyyy", "29.02.2020")]
    [InlineData("d.M.yyyy", "29.2.2020")]
    [InlineData("yyyyMMdd", "20200229")]
    [InlineData("MMM d yyyy", "Feb 29 2020")]
    [InlineData("M/d/yy", "2/29/20")]
    public void Read_DateInItsFormat_IsRead(string format, string cell)
    {
        Dataset dataset = Read("year: {year: d}\n  month: {month: d}\n  weekday: {weekday: d}\n  days: {days: [e, d]}", $"1,a,{cell},2020-02-01,No", format);
        Assert.Equal([2020.0, 2, 6, 28], dataset.Features.Skip(2).Select(cells => cells[0]));
        Assert.Equal([null, null, null, "day"], dataset.Schema.Features.Skip(2).Select(column => column.Unit));
    }

    [Theory]
    [InlineData("2021-02-29")]
    [InlineData("2020-2-9")]
    [InlineData("20-02-29")]
    [InlineData("2020/02/29")]
    [InlineData("2020-02-29T00:00")]
    [InlineData("0000-01-01")]
    [InlineData("unknown")]
    public void Read_DateInAnotherFormat_IsRefusedWithItsPlace(string cell)
    {
        var wrong = Assert.Throws<RecipeException>(() => Read("days: {days: [d, e]}", $"1,a,2020-01-01,,No\n1,a,,{cell},No"));
        Assert.Equal($"cases.csv, row 2 (line 3), column e: '{cell}' is not a date in the format yyyy-MM-dd", wrong.Message);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("NA", "2020-01-01")]
    [InlineData("2020-01-01", "\" NA\"")]
    [InlineData("2020-01-01", "\" \"")]
    public void Read_MissingDate_MakesAMissingValue(string d, string e) =>
        Assert.Equal([double.NaN], Read("days: {days: [d, e]}", $"1,a,{d},{e},No").Column("days"));

    // From a Monday to a Sunday.
    [Fact]
    public void Read_Weekday_CountsFromMonday()
    {
        string rows = string.Join('\n', Enumerable.Range(2, 7).Select(day => $"1,a,2023-01-0{day},,No"));
        Assert.Equal([1.0, 2, 3, 4, 5, 6, 7], Read("weekday: {weekday: d}", rows).Column("weekday"));
    }

    [Fact]
    public void Read_AnyTwoDates_AreDaysApartAsTheCalendarSays() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "dates");
            DateOnly[] d = [.. Enumerable.Range(0, 20).Select(_ => AnyDate(random))];
            DateOnly[] e = [.. d.Select(date => random.Next(2) == 0 ? AnyDate(random) : date.AddDays(Math.Max(random.Next(41) - 20, -date.DayNumber)))];
            Dataset dataset = Read(
                "days: {days: [d, e]}\n  back: {days: [e, d]}\n  year: {year: e}\n  month: {month: e}",
                string.Join('\n', d.Zip(e, (first, second) => string.Create(CultureInfo.InvariantCulture, $"1,a,{first:yyyy-MM-dd},{second:yyyy-MM-dd},No"))));
            Assert.Equal(d.Zip(e, Days), dataset.Column("days"));
            Assert.Equal(d.Zip(e, (first, second) => 0 - Days(first, second)), dataset.Column("back"));
            Assert.Equal(e.Select(date => (double)date.Year), dataset.Column("year"));
            Assert.Equal(e.Select(date => (double)date.Month), dataset.Column("month"));
        },
        tests: 50);

    private static double Days(DateOnly first, DateOnly second) => (second.ToDateTime(TimeOnly.MinValue) - first.ToDateTime(TimeOnly.MinValue)).TotalDays;

    private static DateOnly AnyDate(SeededRandom random) => DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber - 100));

    private static Dataset Read(string derived, string rows, string format = "yyyy-MM-dd")
    {
        string recipe = TestRecipes.Table
            .Replace("days: {days: [d, e]}", derived, StringComparison.Ordinal)
            .Replace("d: {type: date, format: yyyy-MM-dd}", $"d: {{type: date, format: \"{format}\"}}", StringComparison.Ordinal);
        return TestRecipes.Read(recipe, Encoding.UTF8.GetBytes($"n,c,d,e,y\n{rows}\n"));
    }
}

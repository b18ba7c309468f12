using Workflow.Training.Recipes.Tables;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.Tables;

public sealed class TableLoaderTests
{
    [Fact]
    public void Read_Everything_IsKeptAsWritten()
    {
        TableDefinition table = Load(TestRecipes.Table
            .Replace("{separator: \",\", missing: [NA]}", "{separator: \"\\t\", missing: [NA, \"?\", NA], dropDuplicates: true}", StringComparison.Ordinal)
            .Replace("c: {type: category}", "c: {type: category, note: a remark, allowed: a reason}", StringComparison.Ordinal));
        Assert.Equal(('\t', true), (table.Separator, table.DropDuplicates));
        Assert.Equal(["NA", "?"], table.Missing);
        Assert.Equal(
            [
                new TableColumnDefinition { Name = "n", Type = TableColumnType.Number, Unit = "kg" },
                new TableColumnDefinition { Name = "c", Type = TableColumnType.Category, Note = "a remark", Allowed = "a reason" },
                new TableColumnDefinition { Name = "d", Type = TableColumnType.Date, Format = "yyyy-MM-dd" },
                new TableColumnDefinition { Name = "e", Type = TableColumnType.Date, Format = "yyyy-MM-dd" },
            ],
            table.Columns);
        DerivedColumnDefinition days = Assert.Single(table.Derived);
        Assert.Equal(("days", DerivedKind.Days, "d e", "day"), (days.Name, days.Kind, string.Join(' ', days.Sources), days.Unit));
    }

    [Fact]
    public void Read_WithoutTableAndDerived_HasTheDefaultsOfTheDocumentation()
    {
        TableDefinition table = Load(TestRecipes.Table
            .Replace("table: {separator: \",\", missing: [NA]}\n", string.Empty, StringComparison.Ordinal)
            .Replace("derived:\n  days: {days: [d, e]}\n", string.Empty, StringComparison.Ordinal));
        Assert.Equal((null, false), (table.Separator, table.DropDuplicates));
        Assert.Empty(table.Missing);
        Assert.Empty(table.Derived);
    }

    [Theory]
    [InlineData("year", DerivedKind.Year)]
    [InlineData("month", DerivedKind.Month)]
    [InlineData("weekday", DerivedKind.Weekday)]
    public void Read_DerivedOfOneDate_MayBeWrittenWithoutAList(string key, DerivedKind expected)
    {
        DerivedColumnDefinition derived = Assert.Single(Load(TestRecipes.Table.Replace("{days: [d, e]}", $"{{{key}: d}}", StringComparison.Ordinal)).Derived);
        Assert.Equal((expected, "d", null), (derived.Kind, Assert.Single(derived.Sources), derived.Unit));
    }

    [Theory]
    [InlineData("separator: \",\"", "separator: \":\"", "r.yaml:5:20: table.separator: ':' is no separator; allowed: , ; | and tab (\"\\t\")")]
    [InlineData("separator: \",\"", "separator: \",,\"", "table.separator: ',,' is no separator")]
    [InlineData("missing: [NA]", "missing: [NA, \"\"]", "table.missing: '' can never stand in a cell")]
    [InlineData("missing: [NA]", "missing: [\" NA\"]", "table.missing: ' NA' can never stand in a cell")]
    [InlineData("missing: [NA]", "missing: [NA], dropDuplicates: yes", "table.dropDuplicates: 'yes' is neither true nor false")]
    [InlineData("missing: [NA]", "mising: [NA]", "r.yaml:5:25: table.mising: unknown key; did you mean 'missing'?")]
    [InlineData("n: {type: number, unit: kg}", "n: {unit: kg}", "r.yaml:7:6: columns.n.type: missing; allowed: number, category, date")]
    [InlineData("n: {type: number, unit: kg}", "n: {type: numbr}", "columns.n.type: 'numbr' is unknown; did you mean 'number'?")]
    [InlineData("n: {type: number, unit: kg}", "n: {type: number, units: kg}", "columns.n.units: unknown key; did you mean 'unit'?")]
    [InlineData("n: {type: number, unit: kg}", "n: {type: number, format: F2}", "columns.n.format: only dates have a format")]
    [InlineData("n: {type: number, unit: kg}", "\"\": {type: number}", "columns: a column has no name")]
    [InlineData("n: {type: number, unit: kg}", "y: {type: number}", "columns: column 'y' is a label too")]
    [InlineData("n: {type: number, unit: kg}", "n: number", "columns.n.type: missing")]
    [InlineData("d: {type: date, format: yyyy-MM-dd}", "d: {type: date}", "columns.d.format: missing: the format of the dates, for example yyyy/MM/dd")]
    [InlineData("d: {type: date, format: yyyy-MM-dd}", "d: {type: date, format: yyyy-MM-dd HH:mm}", "columns.d.format: 'yyyy-MM-dd HH:mm' is no format of dates with a year")]
    [InlineData("d: {type: date, format: yyyy-MM-dd}", "d: {type: date, format: yyyy/mm/dd}", "columns.d.format: 'yyyy/mm/dd' is no format of dates with a year")]
    [InlineData("d: {type: date, format: yyyy-MM-dd}", "d: {type: date, format: \"%\"}", "columns.d.format: '%' is no format of dates with a year")]
    [InlineData("{days: [d, e]}", "{days: [d]}", "derived.days.days: 2 date columns are expected, not 1")]
    [InlineData("{days: [d, e]}", "{days: [d, e, d]}", "derived.days.days: 2 date columns are expected, not 3")]
    [InlineData("{days: [d, e]}", "{month: [d, e]}", "derived.days.month: 1 date columns are expected, not 2")]
    [InlineData("{days: [d, e]}", "{days: [d, n]}", "derived.days.days: 'n' is no date column; ")]
    [InlineData("{days: [d, e]}", "{days: [d, e], month: d}", "derived.days.days: days: one way to compute the column is expected: days, year, month, weekday")]
    [InlineData("{days: [d, e]}", "{hour: d}", "derived.days.hour: unknown key; allowed: days, year, month, weekday, note, allowed")]
    [InlineData("{days: [d, e]}", "d", "one way to compute the column is expected")]
    [InlineData("  days: {", "  n: {", "derived: column 'n' stands among the columns too")]
    [InlineData("  days: {", "  y: {", "columns: column 'y' is a label too")]
    [InlineData("  days: {", "  \"\": {", "columns: a column has no name")]
    [InlineData("y: {No: healthy, Yes: ill}", "y: {\" No\": healthy, Yes: ill}", "labels.columns: y: no cell can be read as ' No'")]
    public void Read_OneMistake_IsReportedWithItsPlace(string from, string to, string expected)
    {
        Assert.Contains(from, TestRecipes.Table, StringComparison.Ordinal);
        Assert.Contains(expected, TestRecipes.Problems(TestRecipes.Table.Replace(from, to, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    // The missing year would be the one in which the file happens to be read.
    [Theory]
    [InlineData("MM-dd")]
    [InlineData("dd.MM.")]
    [InlineData("MMMM")]
    public void Read_FormatWithoutAYear_IsRefused(string format) => Assert.Contains(
        $"columns.d.format: '{format}' is no format of dates with a year",
        TestRecipes.Problems(TestRecipes.Table.Replace("d: {type: date, format: yyyy-MM-dd}", $"d: {{type: date, format: \"{format}\"}}", StringComparison.Ordinal)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("yyyy-MM")]
    [InlineData("yyyy")]
    [InlineData("dd/MM/yy")]
    public void Read_FormatWithAYear_IsAccepted(string format) => Assert.Equal(
        format, Load(TestRecipes.Table.Replace("d: {type: date, format: yyyy-MM-dd}", $"d: {{type: date, format: \"{format}\"}}", StringComparison.Ordinal)).Columns[2].Format);

    [Fact]
    public void Read_WithoutColumns_IsRefused()
    {
        int start = TestRecipes.Table.IndexOf("columns:", StringComparison.Ordinal);
        int end = TestRecipes.Table.IndexOf("labels:", StringComparison.Ordinal);
        Assert.Contains("columns: missing: at least one column is needed", TestRecipes.Problems(TestRecipes.Table.Remove(start, end - start)), StringComparison.Ordinal);
    }

    private static TableDefinition Load(string yaml) => Assert.IsType<TableDefinition>(TestRecipes.Load(yaml).Content);
}

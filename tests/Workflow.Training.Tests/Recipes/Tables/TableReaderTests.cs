using System.Text;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.Tables;

public sealed class TableReaderTests
{
    [Fact]
    public void Read_Table_HasTheColumnsOfTheRecipeInItsOrder()
    {
        Dataset dataset = Read("y,other,e,d,c,n\nYes,1,2020-03-01,2020-02-28,red,2.5\nNo,2,2020-02-27,2020-02-28,blue,-1e3\n");
        Assert.Equal("n c days", string.Join(' ', dataset.Schema.Features.Select(column => column.Name)));
        Assert.Equal([ColumnType.Number, ColumnType.Category, ColumnType.Number], dataset.Schema.Features.Select(column => column.Type));
        Assert.Equal(["kg", null, "day"], dataset.Schema.Features.Select(column => column.Unit));
        Assert.Equal([2.5, -1000], dataset.Column("n"));
        Assert.Equal(["blue", "red"], dataset.Schema.Features[1].Levels);
        Assert.Equal([1.0, 0], dataset.Column("c"));
        Assert.Equal([2.0, -1], dataset.Column("days"));
        Assert.Equal([1, 0], dataset.Labels);
    }

    [Fact]
    public void Read_Table_SaysWhereItComesFrom()
    {
        DatasetSchema schema = Read("n,c,d,e,y\n1,a,,,No\n2,b,,,Yes\n").Schema;
        Assert.Equal(("cases", "row", 2, "y", false), (schema.Recipe, schema.Row, schema.RowCount, schema.Target, schema.Simulated));
        Assert.Equal([new TargetClass("No", "healthy"), new TargetClass("Yes", "ill")], schema.Classes);
        Assert.Equal((TestRecipes.Load(TestRecipes.Table).Sha256, TestDatasets.Digest), (schema.RecipeSha256, schema.SourceSha256));
    }

    // A setting may be a column, a date or a label; the values count as they are read.
    [Theory]
    [InlineData("", new int[0])]
    [InlineData("settings: [c]\n", new[] { 0, 0, 1, 2 })]
    [InlineData("settings: [c, d, y]\n", new[] { 0, 1, 2, 3 })]
    [InlineData("settings: [y]\n", new[] { 0, 1, 1, 1 })]
    public void Read_Blocks_AreRowsUnderTheSameSettings(string key, int[] expected) => Assert.Equal(
        expected, Read("n,c,d,e,y\n1,a,,,No\n2, a ,,,Yes\n3,b,,,Yes\n4,a,,,Yes\n", key + TestRecipes.Table).Blocks);

    [Fact]
    public void Read_NotesAndReasons_AreKept()
    {
        string recipe = TestRecipes.Table
            .Replace("c: {type: category}", "c: {type: category, note: a remark, allowed: a reason}", StringComparison.Ordinal)
            .Replace("days: {days: [d, e]}", "days: {days: [d, e], note: another, allowed: for a reason}", StringComparison.Ordinal);
        IReadOnlyList<DatasetColumn> columns = Read("n,c,d,e,y\n1,a,,,No\n", recipe).Schema.Features;
        Assert.Equal([(null, null), ("a remark", "a reason"), ("another", "for a reason")], columns.Select(column => (column.Note, column.Allowed)));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("-0.5", -0.5)]
    [InlineData("+2", 2)]
    [InlineData(".5", 0.5)]
    [InlineData("1.", 1)]
    [InlineData("6.02e23", 6.02e23)]
    [InlineData("1E-5", 1e-5)]
    [InlineData("  7\t", 7)]
    [InlineData("\"  7 \"", 7)]
    [InlineData("\"\n7\"", 7)]
    [InlineData("0.1", 0.1)]
    [InlineData("", double.NaN)]
    [InlineData("  ", double.NaN)]
    [InlineData("\"\"", double.NaN)]
    [InlineData("\" \"", double.NaN)]
    [InlineData("NA", double.NaN)]
    [InlineData("\" NA \"", double.NaN)]
    public void Read_Number_IsReadOrMissing(string cell, double expected) =>
        Assert.Equal(expected, Assert.Single(Read($"n,c,d,e,y\n{cell},a,,,No\n").Column("n")));

    [Theory]
    [InlineData("na", "'na' is not a finite number")]
    [InlineData("\"1,5\"", "'1,5' is not a finite number")]
    [InlineData("1 000", "'1 000' is not a finite number")]
    [InlineData("0x10", "'0x10' is not a finite number")]
    [InlineData("NaN", "'NaN' is not a finite number")]
    [InlineData("Infinity", "'Infinity' is not a finite number")]
    [InlineData("1e39", "'1e39' is not a finite number")]
    [InlineData("-1e400", "'-1e400' is not a finite number")]
    [InlineData("(1)", "'(1)' is not a finite number")]
    [InlineData("1\0", "'1\0' is not a finite number")]
    [InlineData("1%", "'1%' is not a finite number")]
    public void Read_WhatIsNoNumber_IsRefusedWithItsPlace(string cell, string expected) =>
        Assert.Equal($"cases.csv, row 2 (line 3), column n: {expected}", Refused($"n,c,d,e,y\n1,a,,,No\n{cell},a,,,No\n"));

    [Fact]
    public void Read_Levels_StandInOrdinalOrderWhateverTheRows()
    {
        Dataset dataset = Read("n,c,d,e,y\n1,b,,,No\n1,a,,,No\n1,B,,,No\n1,NA,,,No\n1,é,,,No\n1,b,,,No\n1,,,,Yes\n");
        Assert.Equal(["B", "a", "b", "é"], dataset.Schema.Features[1].Levels);
        Assert.Equal([2.0, 1, 0, double.NaN, 3, 2, double.NaN], dataset.Column("c"));
    }

    [Fact]
    public void Read_MissingTexts_ArePartOfEveryColumnThatIsRead()
    {
        Dataset dataset = Read("n,c,d,e,y\n1,a,,,No\n");
        Assert.Equal(["NA"], dataset.Schema.Features[0].MissingTexts);
        Assert.Equal(["NA"], dataset.Schema.Features[1].MissingTexts);
        Assert.Empty(dataset.Schema.Features[2].MissingTexts);
    }

    [Fact]
    public void Read_CategoryWithoutAnyValue_IsRefusedAndANumberIsNot()
    {
        Assert.Equal([double.NaN, double.NaN], Read("n,c,d,e,y\n,a,,,No\nNA,b,,,No\n").Column("n"));
        Assert.Equal("cases.csv: column c has no value at all; leave it out of the recipe", Refused("n,c,d,e,y\n1,,,,No\n1,NA,,,No\n"));
    }

    [Fact]
    public void Read_Label_IsRefusedWithItsPlaceWhereItIsNotDeclared()
    {
        Assert.Equal("cases.csv, row 2 (line 3), column y: label 'yes' is not declared (declared: No, Yes)", Refused("n,c,d,e,y\n1,a,,,No\n1,a,,,yes\n"));
        Assert.Equal("cases.csv, row 1 (line 2), column y: label '' is not declared (declared: No, Yes)", Refused("n,c,d,e,y\n1,a,,,\n"));
        Assert.Equal("cases.csv, row 1 (line 2), column y: label 'NA' is not declared (declared: No, Yes)", Refused("n,c,d,e,y\n1,a,,,NA\n"));
        Assert.Equal([1, 0], Read("n,c,d,e,y\n1,a,,,\" Yes\"\n1,a,,, No \n").Labels);
    }

    // A text that stands for a missing value elsewhere may be a class.
    [Fact]
    public void Read_LabelThatIsAMissingText_CountsAsDeclared()
    {
        string recipe = TestRecipes.Table.Replace("Yes: ill", "Yes: ill, NA: unknown", StringComparison.Ordinal);
        Assert.Equal([2, 0], Read("n,c,d,e,y\n1,a,,,NA\n1,a,,,No\n", recipe).Labels);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("n,c,d,e\n1,a,,\n")]
    [InlineData("n,c,d,e,Y\n1,a,,,No\n")]
    public void Read_HeaderWithoutTheLabel_IsRefusedByName(string text) =>
        Assert.Contains("cases.csv: column y is missing; ", Refused(text), StringComparison.Ordinal);

    [Fact]
    public void Read_HeaderWithOtherNames_NamesEveryAbsentColumnAndTheNearest()
    {
        string recipe = TestRecipes.Table.Replace("  c: {", "  colour: {", StringComparison.Ordinal);
        string[] problems = Refused("n,color,D,e,y\n1,a,,,No\n", recipe).Split('\n');
        Assert.Equal(
            [
                "cases.csv: column colour is missing; did you mean 'color'? (allowed: n, color, D, e, y)",
                "cases.csv: column d is missing; did you mean 'D'? (allowed: n, color, D, e, y)",
            ],
            problems);
    }

    [Fact]
    public void Read_ColumnTwiceInTheHeader_IsRefusedWhereItIsRead()
    {
        Assert.Equal("cases.csv: column c stands 2 times in the header", Refused("n,c,d,c,e,y\n1,a,,b,,No\n"));
        Assert.Equal("cases.csv: column y stands 3 times in the header", Refused("n,y,c,y,d,e,y\n1,No,a,No,,,No\n"));
        Assert.Equal(1, Read("z,n,c,z,d,e,y\n1,1,a,2,,,No\n").RowCount);
    }

    [Fact]
    public void Read_HeaderAlone_IsRefused() => Assert.Equal("cases.csv has no rows", Refused("n,c,d,e,y\n"));

    [Theory]
    [InlineData("n,c,d,e,y\n1,a,,,No\n1,a,,No\n", "cases.csv, line 3: ")]
    [InlineData("n,c,d,e,y\n1,a,,,No\n1,a,,,No,\n", "cases.csv, line 3: ")]
    [InlineData("n,c,d,e,y\n1,\"a\"b,,,No\n", "cases.csv, line 2: ")]
    [InlineData("n,c,d,e,y\n1,\"a,,,No\n1,a,,,No\n", "cases.csv, line 2: ")]
    public void Read_RowThatDoesNotFit_IsRefusedByItsLine(string text, string expected) =>
        Assert.StartsWith(expected, Refused(text), StringComparison.Ordinal);

    // Rows are counted as rows, lines as an editor counts them.
    [Fact]
    public void Read_LineBreaksInQuotesAndEmptyLines_CountAsLinesButNotAsRows()
    {
        Assert.Equal("cases.csv, row 2 (line 5), column n: 'x' is not a finite number", Refused("n,c,d,e,y\n1,\"a\nb\",,,No\n\nx,a,,,No\n"));
        Assert.Equal("cases.csv, row 1 (line 3), column n: 'x' is not a finite number", Refused("n,c,d,e,y,\"other\ncolumn\"\nx,a,,,No,\n"));
    }

    [Theory]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\uFEFF")]
    [InlineData("\r\n", "\uFEFF")]
    public void Read_FilesOfOtherSystems_AreReadAlike(string lineEnd, string mark)
    {
        Dataset dataset = Read(mark + "n,c,d,e,y\n1,a,2020-01-01,2020-01-03,No\n2,b,,,Yes".Replace("\n", lineEnd, StringComparison.Ordinal));
        Assert.Equal([1.0, 2], dataset.Column("n"));
        Assert.Equal([2, double.NaN], dataset.Column("days"));
        Assert.Equal([0, 1], dataset.Labels);
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Read_Separator_IsToldFromTheFirstLinesOrTheRecipe(char separator)
    {
        string text = "n,c,d,e,y\n1,a,,,No\n2,b,,,Yes\n".Replace(',', separator);
        string yaml = separator == '\t' ? "\\t" : $"{separator}";
        foreach (string key in (string[])[string.Empty, $"separator: \"{yaml}\", "])
        {
            Assert.Equal([1.0, 2], Read(text, TestRecipes.Table.Replace("separator: \",\", ", key, StringComparison.Ordinal)).Column("n"));
        }
    }

    // Read as UTF-8, the letters of an older encoding would all become the same sign, and no caller could ever send that level.
    [Theory]
    [InlineData("1,M\u00fcnchen,,,No", "row 2 (line 3), column c: ")]
    [InlineData("1,a,,,N\u00f6", "row 2 (line 3), column y: ")]
    public void Read_TextThatIsNoUtf8_IsRefusedWithItsPlace(string row, string place)
    {
        string message = Refused(Encoding.Latin1.GetBytes($"n,c,d,e,y\n1,a,,,No\n{row}\n"));
        Assert.Equal($"cases.csv, {place}the text is not UTF-8", message);
    }

    [Fact]
    public void Read_ColumnsThatAreNotNamed_MayHoldAnything() =>
        Assert.Equal(2, TestRecipes.Read(TestRecipes.Table, Encoding.Latin1.GetBytes("n,c,d,e,y,z\n1,a,,,No,\u00fc\n1,a,,,No,x\n")).RowCount);

    [Fact]
    public void Read_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        byte[] many = Encoding.UTF8.GetBytes("n,c,d,e,y\n" + string.Concat(Enumerable.Repeat("1,a,,,No\n", 3_000)));
        Assert.ThrowsAny<OperationCanceledException>(() => TestRecipes.Read(TestRecipes.Table, many, stop: stop));
    }

    [Fact]
    public void Read_Progress_GrowsWithinTheFile()
    {
        byte[] many = Encoding.UTF8.GetBytes("n,c,d,e,y\n" + string.Concat(Enumerable.Repeat("1,a,,,No\n", 5_000)));
        var log = new ReadLog();
        TestRecipes.Read(TestRecipes.Table, many, progress: log);
        Assert.InRange(log.Reports.Count, 2, 50);
        Assert.Equal(log.Reports.Select(report => report.BytesDone).Order().Distinct(), log.Reports.Select(report => report.BytesDone));
        Assert.All(log.Reports, report => Assert.Equal(many.Length, report.BytesTotal));
        Assert.InRange(log.Reports[^1].BytesDone, many.Length / 2, many.Length);
    }

    [Fact]
    public void Read_NoFileOrAFolder_IsRefusedByName()
    {
        using var folder = new Workflow.Testing.Files.TemporaryFolder();
        RecipeDefinition recipe = TestRecipes.Load(TestRecipes.Table);
        foreach (string path in (string[])[folder.File("absent.csv"), folder.Path])
        {
            var source = new SourceFile(path, TestDatasets.Digest, Simulated: false);
            var wrong = Assert.Throws<RecipeException>(() => RecipeReader.Read(recipe, "y", source, 1, null, TestContext.Current.CancellationToken));
            Assert.StartsWith($"{Path.GetFileName(path)} cannot be read: ", wrong.Message, StringComparison.Ordinal);
        }
    }

    private static Dataset Read(string text, string recipe = TestRecipes.Table) => TestRecipes.Read(recipe, Encoding.UTF8.GetBytes(text));

    private static string Refused(string text, string recipe = TestRecipes.Table) => Refused(Encoding.UTF8.GetBytes(text), recipe);

    private static string Refused(byte[] file, string recipe = TestRecipes.Table) => Assert.Throws<RecipeException>(() => TestRecipes.Read(recipe, file)).Message;

    private sealed class ReadLog : IProgress<ReadProgress>
    {
        public List<ReadProgress> Reports { get; } = [];

        public void Report(ReadProgress value) => Reports.Add(value);
    }
}

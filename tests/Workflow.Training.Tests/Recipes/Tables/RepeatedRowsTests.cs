using System.Text;
using FsCheck.Fluent;
using Workflow.Training.Datasets;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.Tables;

public sealed class RepeatedRowsTests
{
    [Fact]
    public void Read_RepeatedRows_AreDroppedOnlyWhereTheRecipeSaysSo()
    {
        const string Rows = "1,a,No,\n2,b,Yes,\n1,a,No,\n3,a,No,\n2,b,Yes,\n";
        Assert.Equal([1.0, 2, 1, 3, 2], Read(Rows, drop: false).Column("n"));
        Assert.Equal([1.0, 2, 3], Read(Rows, drop: true).Column("n"));
        Assert.Equal([0, 1, 0], Read(Rows, drop: true).Labels);
    }

    [Theory]
    [InlineData("1,a,No,x\n1,a,No,y\n")]
    [InlineData("1,a,No,\n1,a,Yes,\n")]
    [InlineData("1,a,No,\n1,A,No,\n")]
    [InlineData("1,a,No,\n1,a,No,NA\n")]
    [InlineData("1,a,No,\n1.0,a,No,\n")]
    [InlineData("1,ab,No,c\n1,a,No,bc\n")]
    [InlineData("1,\"a,b\",No,\n1,a,No,\"b\"\n")]
    [InlineData("1,a,No,\n1,a,No,\"\0\"\n")]
    public void Read_RowsThatDifferInAnyColumn_AreKept(string rows) => Assert.Equal(2, Read(rows, drop: true).RowCount);

    [Theory]
    [InlineData("1,a,No,x\n\"1\",\"a\",\"No\",\"x\"\n")]
    [InlineData("1,a,No,x\n 1 ,\ta, No,x  \n")]
    [InlineData("1,a,No,x\n1,\" a\",No,\"x \"\n")]
    [InlineData("1,a,No,\n1,a,No, \n")]
    [InlineData("1,a,No,\n1,a,No,\"\"\n")]
    [InlineData("1,\"a\"\"b\",No,x\n1,\"a\"\"b\" ,No,x\n")]
    public void Read_RowsOfTheSameValues_AreTheSameHoweverTheyAreWritten(string rows) => Assert.Equal(1, Read(rows, drop: true).RowCount);

    // What is dropped is not read: its row still counts, so that messages name the row of the file.
    [Fact]
    public void Read_RowsBehindADroppedOne_KeepTheirNumbers()
    {
        var wrong = Assert.Throws<Workflow.Training.Recipes.RecipeException>(() => Read("1,a,No,\n1,a,No,\nx,a,No,\n", drop: true));
        Assert.Equal("cases.csv, row 3 (line 4), column n: 'x' is not a finite number", wrong.Message);
    }

    [Fact]
    public void Read_AnyRows_LeaveTheFirstOfEachInOrder() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "rows");
            (int N, string C, string Y, string Z)[] rows =
                [.. Enumerable.Range(0, 1 + random.Next(60)).Select(_ => (random.Next(3), random.Choose<string>(["a", "b,", "\"q\""]), random.Choose<string>(["No", "Yes"]), Other(random)))];
            string text = string.Concat(rows.Select(row => string.Join(',', Write(random, $"{row.N}"), Write(random, row.C), Write(random, row.Y), Write(random, row.Z)) + "\n"));
            Dataset dataset = Read(text, drop: true);
            (int N, string C, string Y, string Z)[] expected = [.. rows.Distinct()];
            Assert.Equal(expected.Select(row => (double)row.N), dataset.Column("n"));
            Assert.Equal(expected.Select(row => row.C), dataset.Column("c").Select(cell => dataset.Schema.Features[1].Levels[(int)cell]));
            Assert.Equal(expected.Select(row => row.Y == "Yes" ? 1 : 0), dataset.Labels);
        },
        tests: 200);

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public void Read_RowsThatRepeat_AreCountedWhereTheyAreLeftOut(bool drop, int leftOut)
    {
        var progress = new LastReport();
        Read("1,x,No,a\n1,x,No,a\n2,x,Yes,a\n1,x,No,a\n", drop, progress);
        Assert.Equal(leftOut, progress.Value.RepeatsLeftOut);
    }

    private static string Other(SeededRandom random) => random.Choose<string>([string.Empty, "x", "x y", "ü"]);

    // The same value in one of its spellings.
    private static string Write(SeededRandom random, string value)
    {
        string blanks = new(' ', random.Next(3));
        bool needsQuotes = value.AsSpan().IndexOfAny(",\"") >= 0;
        string written = needsQuotes || random.Next(2) == 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
        return blanks + written + blanks;
    }

    private static Dataset Read(string rows, bool drop, IProgress<ReadProgress>? progress = null) => TestRecipes.Read(
        $$"""
        name: cases
        kind: table
        sources:
          - mirror: cases.csv
        table: {separator: ",", missing: [NA], dropDuplicates: {{(drop ? "true" : "false")}}}
        columns:
          n: {type: number}
          c: {type: category}
        labels:
          columns:
            y: {No: healthy, Yes: ill}

        """,
        Encoding.UTF8.GetBytes("n,c,y,z\n" + rows),
        progress: progress);

    private sealed class LastReport : IProgress<ReadProgress>
    {
        public ReadProgress Value { get; private set; }

        public void Report(ReadProgress value) => Value = value;
    }
}

using Workflow.Training.Datasets;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Splits;

public sealed class SplitterTests
{
    [Fact]
    public void Split_ByDefault_IsAStratifiedQuarterThatSaysSo()
    {
        DataSplit split = Splitter.Split(OfClasses(8, 16), TestSplits.Definition with { TrainName = "a", TestName = "b" });
        TestSplits.AssertWhole(split, 24);
        Assert.Equal((2, 4), (split.Test.Count(row => row < 8), split.Test.Count(row => row >= 8)));
        Assert.Equal(("a", "b", "stratified, shuffled, seed 42", null), (split.TrainName, split.TestName, split.Method, split.Warning));
    }

    // Other tools and older runs are compared row for row: the same seed means the same rows for ever.
    [Fact]
    public void Split_Seed_MeansTheSameRowsForEver()
    {
        Dataset dataset = TestDatasets.OfLabels([.. Enumerable.Range(0, 20).Select(row => row % 2)], 2);
        Assert.Equal("3 4 9 14 16", string.Join(' ', Splitter.Split(dataset, TestSplits.Definition).Test));
        Assert.Equal("1 3 7 11 17", string.Join(' ', Splitter.Split(dataset, TestSplits.Definition with { Stratify = false }).Test));
    }

    [Fact]
    public void Split_AnotherSeed_MeansOtherRows()
    {
        Dataset dataset = OfClasses(100, 100);
        int[][] tests = [.. Enumerable.Range(0, 5).Select(seed => Splitter.Split(dataset, TestSplits.Definition with { Seed = seed }).Test)];
        Assert.Equal(5, tests.Select(test => string.Join(' ', test)).Distinct(StringComparer.Ordinal).Count());
    }

    // One class more must not move the rows of those before it.
    [Fact]
    public void Split_AClassMore_LeavesTheOthersWhereTheyAre()
    {
        int[] two = Splitter.Split(OfClasses(40, 80), TestSplits.Definition).Test;
        int[] three = Splitter.Split(OfClasses(40, 80, 40), TestSplits.Definition).Test;
        Assert.Equal(two, three.Where(row => row < 120));
    }

    [Fact]
    public void Split_NotStratified_SaysSoAndTakesTheShareOfAllRows()
    {
        DataSplit split = Splitter.Split(OfClasses(50, 50), TestSplits.Definition with { Stratify = false, Seed = 7, TestShare = 0.3 });
        TestSplits.AssertWhole(split, 100);
        Assert.Equal((30, "shuffled, seed 7", null), (split.Test.Length, split.Method, split.Warning));
    }

    [Fact]
    public void Split_NotShuffled_TakesTheLastRowsAndWarns()
    {
        Dataset dataset = TestDatasets.OfLabels([0, 1, 0, 1, 0, 1, 0, 1, 1, 1], 2);
        DataSplit split = Splitter.Split(dataset, TestSplits.Definition with { Shuffle = false, TestShare = 0.2 });
        Assert.Equal([8, 9], split.Test);
        TestSplits.AssertWhole(split, 10);
        Assert.Equal("last rows, not shuffled", split.Method);
        Assert.StartsWith("the test part is the last rows of the source, not shuffled: ", split.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 0.25, 3)]
    [InlineData(10, 0.24, 2)]
    [InlineData(9, 0.5, 5)]
    [InlineData(2205, 0.25, 551)]
    public void Split_Share_IsRoundedToWholeRowsHalvesUp(int rows, double share, int expected)
    {
        Dataset dataset = TestDatasets.OfLabels([.. Enumerable.Range(0, rows).Select(row => row % 2)], 2);
        foreach (SplitDefinition definition in (SplitDefinition[])[TestSplits.Definition, TestSplits.Definition with { Stratify = false }, TestSplits.Definition with { Shuffle = false }])
        {
            Assert.Equal(expected, Splitter.Split(dataset, definition with { TestShare = share }).Test.Length);
        }
    }

    [Theory]
    [InlineData(0.01, "10 rows for training and 0 for the test: neither may be empty")]
    [InlineData(0.99, "0 rows for training and 10 for the test: neither may be empty")]
    public void Split_EmptyPart_IsRefused(double share, string expected)
    {
        var wrong = Assert.Throws<SplitException>(() => Splitter.Split(OfClasses(5, 5), TestSplits.Definition with { TestShare = share }));
        Assert.Equal(expected, wrong.Message);
    }

    [Fact]
    public void Split_ClassWithTooFewRowsForTraining_IsRefusedByName()
    {
        var wrong = Assert.Throws<SplitException>(() => Splitter.Split(OfClasses(10, 1), TestSplits.Definition));
        Assert.Equal("class 1 of y has 1 rows for training; at least 2 are needed", wrong.Message);
        wrong = Assert.Throws<SplitException>(() => Splitter.Split(OfClasses(10, 0, 10), TestSplits.Definition));
        Assert.Equal("class 1 of y has 0 rows for training; at least 2 are needed (the dataset has none: remove the class from the recipe)", wrong.Message);
        Assert.Equal(3, Splitter.Split(OfClasses(10, 2), TestSplits.Definition).Test.Length);
    }

    // Rows sorted by class: the last ones are all of one.
    [Fact]
    public void Split_NotShuffledRowsInOrderOfTheirClass_AreRefusedWhereAClassIsMissing()
    {
        var wrong = Assert.Throws<SplitException>(() => Splitter.Split(OfClasses(8, 2), TestSplits.Definition with { Shuffle = false, TestShare = 0.2 }));
        Assert.Equal("class 1 of y has 0 rows for training; at least 2 are needed", wrong.Message);
    }

    private static Dataset OfClasses(params int[] rows) =>
        TestDatasets.OfLabels([.. rows.SelectMany((count, label) => Enumerable.Repeat(label, count))], rows.Length);
}

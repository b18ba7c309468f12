using Workflow.Training.Datasets;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Splits;

/// <summary>Splits of the real rows: our own, and the ten that were published for each label.</summary>
public sealed class HydraulicSplitsTests
{
    // How many cycles each label has of each class is published, so no real rows are needed.
    [Theory]
    [InlineData(new[] { 732, 732, 741 }, new[] { 183, 183, 185 })]
    [InlineData(new[] { 1125, 360, 360, 360 }, new[] { 281, 90, 90, 90 })]
    [InlineData(new[] { 1221, 492, 492 }, new[] { 305, 123, 123 })]
    [InlineData(new[] { 599, 399, 399, 808 }, new[] { 150, 100, 99, 202 })]
    [InlineData(new[] { 1449, 756 }, new[] { 362, 189 })]
    public void Split_ClassesOfTheRealLabels_GivesAQuarterOfEach(int[] classes, int[] expected)
    {
        int[] labels = [.. classes.SelectMany((count, label) => Enumerable.Repeat(label, count))];
        DataSplit split = Splitter.Split(TestDatasets.OfLabels(labels, classes.Length), TestSplits.Definition);
        Assert.Equal((1654, 551), (split.Train.Length, split.Test.Length));
        Assert.Equal(expected, Enumerable.Range(0, classes.Length).Select(label => split.Test.Count(row => labels[row] == label)));
    }

    [Theory]
    [InlineData("cool_cond_y", new[] { 183, 183, 186 })]
    [InlineData("valve_cond_y", new[] { 282, 90, 90, 90 })]
    [InlineData("pump_leak_y", new[] { 306, 123, 123 })]
    [InlineData("acc_gas_leak_y", new[] { 150, 100, 100, 202 })]
    [InlineData("stable_y", new[] { 363, 189 })]
    public void SplitAsPublished_TenRealSplits_AreStratifiedQuartersAndAllDiffer(string target, int[] expected)
    {
        byte[] file = RealHydraulics.RequireSplits();
        Dataset dataset = RealHydraulics.Dataset(target);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int number = 1; number <= 10; number++)
        {
            DataSplit split = Splitter.SplitAsPublished(dataset, TestSplits.Definition with { PublishedFile = "splits.json", PublishedName = $"{number}" }, file);
            TestSplits.AssertWhole(split, 2205);
            Assert.Equal((1653, 552), (split.Train.Length, split.Test.Length));
            Assert.All(expected.Index(), c => Assert.InRange(split.Test.Count(row => dataset.Labels[row] == c.Index), c.Item - 1, c.Item + 1));
            Assert.True(seen.Add(string.Join(' ', split.Test)), $"split {number} repeats another");
        }
    }

    // Published for 2205 rows: a dataset of fewer is another one.
    [Fact]
    public void SplitAsPublished_RowsOfAnotherNumber_AreRefused()
    {
        byte[] file = RealHydraulics.RequireSplits();
        Dataset few = TestDatasets.OfLabels([.. Enumerable.Range(0, 300).Select(row => row % 3)], 3);
        var named = new Dataset(few.Schema with { Target = "cool_cond_y" }, few.Features, few.Labels);
        var wrong = Assert.Throws<SplitException>(
            () => Splitter.SplitAsPublished(named, TestSplits.Definition with { PublishedFile = "splits.json", PublishedName = "1" }, file));
        Assert.EndsWith("of split '1' is outside the dataset's 300 rows", wrong.Message, StringComparison.Ordinal);
    }
}

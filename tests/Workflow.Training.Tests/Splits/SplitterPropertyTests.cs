using FsCheck;
using FsCheck.Fluent;
using Workflow.Training.Datasets;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Splits;

public sealed class SplitterPropertyTests
{
    [Fact]
    public void Split_AnyDatasetAndShare_GivesEveryClassItsShareWithinOneRow() => Properties.Hold(Cases(), given =>
    {
        DataSplit split = Splitter.Split(given.Dataset, given.Definition);
        TestSplits.AssertWhole(split, given.Dataset.RowCount);
        double share = given.Definition.TestShare;
        Assert.Equal(Math.Round(given.Dataset.RowCount * share, MidpointRounding.AwayFromZero), split.Test.Length);
        foreach (IGrouping<int, int> ofClass in Enumerable.Range(0, given.Dataset.RowCount).GroupBy(row => given.Dataset.Labels[row]))
        {
            Assert.InRange(split.Test.Count(row => given.Dataset.Labels[row] == ofClass.Key) - (ofClass.Count() * share), -1, 1);
        }
    });

    [Fact]
    public void Split_Again_IsTheSame() => Properties.Hold(Cases(), given =>
    {
        foreach (SplitDefinition definition in (SplitDefinition[])[given.Definition, given.Definition with { Stratify = false, Seed = 3 }])
        {
            if (Outcome(given.Dataset, definition) is not { } first) continue;
            Assert.Equal(first, Outcome(given.Dataset, definition));
        }
    });

    // Where a row stands, not what is in it, decides: another column changes nothing.
    [Fact]
    public void Split_OtherCells_MakeNoDifference() => Properties.Hold(Cases(), given =>
    {
        Dataset other = TestDatasets.Create([TestDatasets.Number("z")], [[.. given.Dataset.Labels.Select(label => label * 0.5)]], given.Dataset.Labels, given.Dataset.Schema.Classes.Count);
        Assert.Equal(Outcome(given.Dataset, given.Definition), Outcome(other, given.Definition));
    });

    // Over many seeds every row is as likely as another to be in the test part.
    [Fact]
    public void Split_ManySeeds_ChooseEveryRowEquallyOften()
    {
        Dataset dataset = TestDatasets.OfLabels([.. Enumerable.Range(0, 40).Select(row => row % 5 == 0 ? 1 : 0)], 2);
        foreach (bool stratify in (bool[])[true, false])
        {
            var counts = new int[40];
            for (int seed = 0; seed < 2_000; seed++)
            {
                if (Outcome(dataset, TestSplits.Definition with { Seed = seed, Stratify = stratify }) is not { } test) continue;
                foreach (int row in test) counts[row]++;
            }

            Assert.All(counts, count => Assert.InRange(count, 400, 600));
        }
    }

    private static int[]? Outcome(Dataset dataset, SplitDefinition definition)
    {
        try
        {
            return Splitter.Split(dataset, definition).Test;
        }
        catch (SplitException)
        {
            return null;
        }
    }

    // Classes of at least ten rows, so that no share below 0.8 leaves one without training rows.
    private static Gen<Case> Cases() => Gen.Choose(0, int.MaxValue).Select(seed =>
    {
        SeededRandom random = SeededRandom.For(seed, "splits");
        int classes = 2 + random.Next(4);
        int[] labels = [.. Enumerable.Range(0, classes).SelectMany(label => Enumerable.Repeat(label, 10 + random.Next(60)))];
        random.Shuffle<int>(labels);
        return new Case(TestDatasets.OfLabels(labels, classes), TestSplits.Definition with { TestShare = 0.1 + (0.65 * random.NextDouble()), Seed = random.Next(1_000) });
    });

    private sealed record Case(Dataset Dataset, SplitDefinition Definition);
}

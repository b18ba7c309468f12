using FsCheck;
using FsCheck.Fluent;
using Workflow.Training.Datasets;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Splits;

public sealed class GroupedFoldsTests
{
    [Fact]
    public void Assign_AnyBlocks_KeepsThemWholeAndUsesEveryFold() => Properties.Hold(
        Cases(),
        given =>
        {
            int[] folds = GroupedFolds.Assign(given.Blocks, given.Strata, 3, given.Folds, 42);
            Assert.Equal(Enumerable.Range(0, given.Folds), folds.Distinct().Order());
            Assert.All(folds.Zip(given.Blocks).GroupBy(pair => pair.Second), block => Assert.Single(block.Select(pair => pair.First).Distinct()));
            Assert.Equal(folds, GroupedFolds.Assign(given.Blocks, given.Strata, 3, given.Folds, 42));
        });

    // What a block is called decides nothing.
    [Fact]
    public void Assign_OtherNumbersOfBlocks_AreTheSameFolds() => Properties.Hold(
        Cases(),
        given => Assert.Equal(
            GroupedFolds.Assign(given.Blocks, given.Strata, 3, given.Folds, 7),
            GroupedFolds.Assign([.. given.Blocks.Select(block => 1000 - (7 * block))], given.Strata, 3, given.Folds, 7)),
        tests: 100);

    [Fact]
    public void Assign_BlocksOfOneRow_AreAsEvenAsStratifiedFolds()
    {
        int[] strata = [.. Enumerable.Range(0, 103).Select(row => row % 3)];
        int[] folds = GroupedFolds.Assign([.. Enumerable.Range(0, 103)], strata, 3, 5, 42);
        foreach (int stratum in strata.Distinct())
        {
            int[] counts = [.. Enumerable.Range(0, 5).Select(fold => folds.Zip(strata).Count(pair => pair == (fold, stratum)))];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    }

    // By size alone every fold would be as large, and some would lack a class.
    [Fact]
    public void Assign_BlocksOfOneClassEach_SpreadsTheClasses()
    {
        int[] blocks = [.. Enumerable.Range(0, 240).Select(row => row / 10)];
        int[] strata = [.. blocks.Select(block => block / 12)];
        int[] folds = GroupedFolds.Assign(blocks, strata, 2, 4, 42);
        Assert.All(folds.Zip(strata).CountBy(pair => pair), count => Assert.Equal(30, count.Value));
        Assert.Equal(8, folds.Zip(strata).Distinct().Count());
    }

    [Fact]
    public void Assign_RealBlocks_AreNearlyEven()
    {
        Dataset dataset = RealHydraulics.Dataset("valve_cond_y");
        int[] folds = GroupedFolds.Assign(dataset.Blocks, dataset.Labels, 4, 5, 42);
        foreach (IGrouping<int, (int Fold, int Label)> label in folds.Zip(dataset.Labels).GroupBy(pair => pair.Second))
        {
            int[] counts = [.. Enumerable.Range(0, 5).Select(fold => label.Count(pair => pair.Fold == fold))];
            Assert.InRange(counts.Max() - counts.Min(), 0, label.Count() / 20);
        }
    }

    [Fact]
    public void Assign_Seed_DecidesBetweenBlocksOfOneSize()
    {
        int[] blocks = [.. Enumerable.Range(0, 200).Select(row => row / 10)];
        int[] strata = new int[200];
        Assert.Equal(3, Enumerable.Range(0, 3).Select(seed => string.Join(' ', GroupedFolds.Assign(blocks, strata, 1, 5, seed))).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Assign_MoreFoldsThanBlocksOrOne_IsRefused(int folds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GroupedFolds.Assign([0, 0, 1, 2], [0, 0, 0, 0], 1, folds, 42));

    private static Gen<Case> Cases() => Gen.Choose(0, int.MaxValue).Select(seed =>
    {
        SeededRandom random = SeededRandom.For(seed, "blocks");
        int rows = 2 + random.Next(80);
        int[] blocks = [.. Enumerable.Range(0, rows).Select(row => row < 2 ? row : random.Next(1 + random.Next(20)))];
        return new Case(blocks, [.. blocks.Select(_ => random.Next(3))], 2 + random.Next(Math.Min(9, blocks.Distinct().Count() - 1)));
    });

    private sealed record Case(int[] Blocks, int[] Strata, int Folds);
}

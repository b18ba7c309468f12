using FsCheck.Fluent;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Splits;

public sealed class StratifiedFoldsTests
{
    [Fact]
    public void Assign_AnyLabels_DealsRowsAndClassesEvenly() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "folds");
            int classes = 1 + random.Next(5);
            int folds = 2 + random.Next(9);
            int[] labels = [.. Enumerable.Range(0, random.Next(200)).Select(_ => random.Next(classes))];
            int[] assigned = StratifiedFolds.Assign(labels, classes, folds, seed, "test");
            Assert.Equal(labels.Length, assigned.Length);
            AssertEven(assigned, folds);
            for (int c = 0; c < classes; c++) AssertEven([.. assigned.Where((_, row) => labels[row] == c)], folds);
            Assert.Equal(assigned, StratifiedFolds.Assign(labels, classes, folds, seed, "test"));
        });

    [Fact]
    public void Assign_AnotherSeedOrPurpose_DealsOtherwise()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row % 3)];
        int[] assigned = StratifiedFolds.Assign(labels, 3, 5, 1, "a");
        Assert.NotEqual(assigned, StratifiedFolds.Assign(labels, 3, 5, 2, "a"));
        Assert.NotEqual(assigned, StratifiedFolds.Assign(labels, 3, 5, 1, "b"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-5)]
    public void Assign_FewerThanTwoFolds_AreRefused(int folds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StratifiedFolds.Assign([0, 1], 2, folds, 1, "test"));

    private static void AssertEven(int[] assigned, int folds)
    {
        int[] sizes = [.. Enumerable.Range(0, folds).Select(fold => assigned.Count(other => other == fold))];
        Assert.Equal(assigned.Length, sizes.Sum());
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    }
}

using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Models;

public sealed class TreeEnsembleTests
{
    [Fact]
    public void ComputeMargins_RandomEnsembles_EqualNaiveEvaluationBitForBit()
    {
        var numbers = new SeededNumbers(101);
        for (int i = 0; i < 150; i++)
        {
            NaiveEnsemble naive = RandomModels.Trees(numbers);
            float[] features = RandomModels.Rows(numbers, numbers.Between(1, 200), naive.FeatureCount, withExtremes: true);
            AssertEqualsNaive(naive, features, anyMissing: true);
        }
    }

    [Fact]
    public void ComputeMargins_NothingMissing_IsTheSameOnBothPaths()
    {
        var numbers = new SeededNumbers(102);
        for (int i = 0; i < 60; i++)
        {
            NaiveEnsemble naive = RandomModels.Trees(numbers);
            float[] features = RandomModels.Rows(numbers, numbers.Between(1, 200), naive.FeatureCount, withExtremes: false);
            AssertEqualsNaive(naive, features, anyMissing: false);
            AssertEqualsNaive(naive, features, anyMissing: true);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(23)]
    public void ComputeMargins_AnyNumberOfTrees_AddsEveryTreeOnce(int trees)
    {
        var numbers = new SeededNumbers(103);
        NaiveEnsemble naive = RandomModels.Trees(numbers, features: 5, margins: 3, trees);
        AssertEqualsNaive(naive, RandomModels.Rows(numbers, 70, 5, withExtremes: true), anyMissing: true);
    }

    [Fact]
    public void ComputeMargins_MoreMarginsThanABlockHolds_EqualsNaiveEvaluation()
    {
        var numbers = new SeededNumbers(104);
        NaiveEnsemble naive = RandomModels.Trees(numbers, features: 3, margins: 3000, trees: 20);
        AssertEqualsNaive(naive, RandomModels.Rows(numbers, 5, 3, withExtremes: true), anyMissing: true);
    }

    [Theory]
    [InlineData(0.9999999f, 10)]
    [InlineData(1, 20)]
    [InlineData(1.0000001f, 20)]
    [InlineData(float.PositiveInfinity, 20)]
    [InlineData(float.NegativeInfinity, 10)]
    public void ComputeMargins_ValueAtTheThreshold_GoesRight(float value, double expected) =>
        Assert.Equal([expected], Margins(NaiveEnsemble.OneMargin(1, Stump(10, 20)).Flatten(), value));

    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 20)]
    public void ComputeMargins_MissingValue_GoesTheDefaultWay(bool missingGoesRight, double expected)
    {
        NaiveTree stump = NaiveTree.Split(0, 1, NaiveTree.Leaf(10), NaiveTree.Leaf(20), missingGoesRight);
        Assert.Equal([expected], Margins(NaiveEnsemble.OneMargin(1, stump).Flatten(), float.NaN));
    }

    [Fact]
    public void ComputeMargins_NegativeZeroAtThresholdZero_GoesRight()
    {
        NaiveTree stump = NaiveTree.Split(0, 0, NaiveTree.Leaf(10), NaiveTree.Leaf(20));
        Assert.Equal([20], Margins(NaiveEnsemble.OneMargin(1, stump).Flatten(), -0f));
    }

    [Fact]
    public void ComputeMargins_EveryPairOfSpecialNumbers_GoesTheWayOfAComparison()
    {
        float[] finite = [0, 1, BitConverter.Int32BitsToSingle(0x3F800001), float.Epsilon, 1.17549435e-38f, 1e-40f, float.MaxValue, BitConverter.Int32BitsToSingle(0x7F7FFFFE)];
        float[] thresholds = [.. finite, .. finite.Select(number => -number)];

        // NaN of every kind: whatever its bits are, it is missing.
        float[] values = [.. thresholds, float.PositiveInfinity, float.NegativeInfinity, .. ((uint[])[0x7FC00000, 0xFFC00000, 0x7FFFFFFF, 0xFFFFFFFF]).Select(BitConverter.UInt32BitsToSingle)];
        foreach (float threshold in thresholds)
        {
            foreach (bool missingGoesRight in (bool[])[false, true])
            {
                NaiveTree stump = NaiveTree.Split(0, threshold, NaiveTree.Leaf(10), NaiveTree.Leaf(20), missingGoesRight);
                AssertEqualsNaive(NaiveEnsemble.OneMargin(1, [.. Enumerable.Repeat(stump, 9)]), values, anyMissing: true);
            }
        }
    }

    // A shallow tree waits in its leaf for the deepest of the eight that walk beside it.
    [Fact]
    public void ComputeMargins_ExtremesInEveryPosition_CannotLeaveALeaf()
    {
        NaiveTree deep = Enumerable.Range(0, 12).Aggregate(
            NaiveTree.Leaf(1), (tree, i) => NaiveTree.Split(i % 3, i, NaiveTree.Leaf(-i), tree, missingGoesRight: true));
        NaiveTree[] trees = [NaiveTree.Leaf(100), Stump(1e3f, 2e3f), deep, .. Enumerable.Repeat(NaiveTree.Leaf(0.5f), 6), Stump(1e4f, 2e4f)];
        NaiveEnsemble naive = NaiveEnsemble.OneMargin(3, trees);
        float[] values = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, 0];
        float[] features = [.. from a in values from b in values from c in values from x in new[] { a, b, c } select x];
        AssertEqualsNaive(naive, features, anyMissing: true);
    }

    [Theory]
    [InlineData(new float[] { 1e8f, 1, -1e8f }, 0)]
    [InlineData(new float[] { 1e8f, -1e8f, 1 }, 1)]
    [InlineData(new float[] { 1, 1e8f, -1e8f, 0, 0, 0, 0, 0, 0, 1 }, 1)]
    [InlineData(new float[] { 1e8f, -1e8f, 1, 0, 0, 0, 0, 0, 0, 1 }, 2)]
    [InlineData(new float[] { 0, 0, 0, 0, 0, 0, 0, 1e8f, 1, -1e8f }, 0)]
    public void ComputeMargins_LeavesOfDifferentSize_AddsInStoredOrderInSinglePrecision(float[] leaves, double expected)
    {
        TreeEnsemble ensemble = NaiveEnsemble.OneMargin(1, [.. leaves.Select(value => NaiveTree.Leaf(value))]).Flatten();
        Assert.Equal([expected], Margins(ensemble, 0));
    }

    [Fact]
    public void ComputeMargins_BaseMargin_IsTheFirstOfTheSum()
    {
        var naive = new NaiveEnsemble(1, [1e8f, 0], [NaiveTree.Leaf(1), NaiveTree.Leaf(-1e8f), NaiveTree.Leaf(7)], [0, 0, 1]);
        Assert.Equal([0, 7], Margins(naive.Flatten(), 0));
    }

    [Fact]
    public void ComputeMargins_NoRows_WritesNothing() => Assert.Empty(Margins(NaiveEnsemble.OneMargin(1, Stump(1, 2)).Flatten()));

    [Fact]
    public void Constructor_ArraysChangedAfterwards_KeepsTheCheckedContent()
    {
        var parts = new TreeParts();
        TreeEnsemble ensemble = parts.Build();
        double[] before = Margins(ensemble, 2, 0, 5);
        Array.Fill(parts.Nodes, TreeNode.Split(2, 0, ushort.MaxValue, missingGoesRight: true));
        Array.Fill(parts.LeafValues, 99);
        Array.Fill(parts.Starts, 1000);
        Assert.Equal(before, Margins(ensemble, 2, 0, 5));
    }

    private static NaiveTree Stump(float left, float right) => NaiveTree.Split(0, 1, NaiveTree.Leaf(left), NaiveTree.Leaf(right));

    private static double[] Margins(TreeEnsemble ensemble, params float[] features)
    {
        var margins = new double[features.Length / ensemble.FeatureCount * ensemble.MarginCount];
        ensemble.ComputeMargins(features, anyMissing: true, margins);
        return margins;
    }

    private static void AssertEqualsNaive(NaiveEnsemble naive, float[] features, bool anyMissing)
    {
        TreeEnsemble ensemble = naive.Flatten();
        var margins = new double[features.Length / naive.FeatureCount * ensemble.MarginCount];
        ensemble.ComputeMargins(features, anyMissing, margins);
        Bits.AssertEqual(features.Chunk(naive.FeatureCount).SelectMany(row => naive.Margins(row)), margins);
    }
}

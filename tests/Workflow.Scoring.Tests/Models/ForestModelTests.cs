using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Models;

public sealed class ForestModelTests
{
    [Fact]
    public void ComputeMargins_RandomForests_EqualNaiveEvaluationBitForBit()
    {
        var numbers = new SeededNumbers(501);
        for (int i = 0; i < 150; i++)
        {
            NaiveForest naive = RandomModels.Forest(numbers);
            float[] features = RandomModels.Rows(numbers, numbers.Between(1, 200), naive.FeatureCount, withExtremes: true);
            double[] expected = [.. features.Chunk(naive.FeatureCount).SelectMany(row => naive.Margins(row))];
            Bits.AssertEqual(expected, naive.Flatten().Margins(features));
            Bits.AssertEqual(expected, naive.Flatten().MarginsRowByRow(features));
        }
    }

    [Fact]
    public void ComputeMargins_NothingMissing_IsTheSameOnBothPaths()
    {
        var numbers = new SeededNumbers(502);
        for (int i = 0; i < 60; i++)
        {
            ForestModel forest = RandomModels.Forest(numbers).Flatten();
            float[] features = RandomModels.Rows(numbers, numbers.Between(1, 200), forest.FeatureCount, withExtremes: false);
            double[] aware = forest.Margins(features);
            var complete = new double[aware.Length];
            forest.ComputeMargins(features, anyMissing: false, complete);
            Bits.AssertEqual(aware, complete);
        }
    }

    [Fact]
    public void ComputeMargins_ThreeClasses_AreLogarithmsOfTheMeans()
    {
        ForestModel forest = Stump([1, 0, 0, 0, 0.5f, 0.5f], outputs: 3, floor: 0.25);
        Bits.AssertEqual([PortableMath.Log(1.25), PortableMath.Log(0.25), PortableMath.Log(0.25)], forest.Margins(0));
        Bits.AssertEqual([PortableMath.Log(0.25), PortableMath.Log(0.75), PortableMath.Log(0.75)], forest.Margins(1));
    }

    [Fact]
    public void ComputeMargins_TwoClasses_IsTheLogarithmOfTheirOdds() =>
        Bits.AssertEqual([PortableMath.Log((0.25 + 1e-3) / (0.75 + 1e-3))], Stump([0.75f, 0.25f, 0, 1], outputs: 2, floor: 1e-3).Margins(0));

    [Fact]
    public void ComputeMargins_Regression_IsTheMean()
    {
        NaiveTree[] trees = [NaiveTree.Leaf(0), NaiveTree.Leaf(1), NaiveTree.Leaf(1)];
        Assert.Equal([4.0], new NaiveForest(1, 1, trees, [-6, 9], 0).Flatten().Margins(0));
    }

    [Fact]
    public void ComputeMargins_SmallestFloor_IsFinite()
    {
        ForestModel two = Stump([1, 0, 0, 1], outputs: 2, floor: 2.2250738585072014e-308);
        Assert.All(two.Margins(0, 1), margin => Assert.InRange(Math.Abs(margin), 700, 750));
        ForestModel three = Stump([1, 0, 0, 0, 1, 0], outputs: 3, floor: double.MaxValue);
        Assert.All(three.Margins(0, 1), margin => Assert.True(double.IsFinite(margin)));
    }

    [Fact]
    public void ComputeMargins_MoreOutputsThanABlockHolds_EqualsNaiveEvaluation()
    {
        var numbers = new SeededNumbers(503);
        NaiveForest naive = RandomModels.Forest(numbers, features: 3, outputs: 3000, trees: 20);
        float[] features = RandomModels.Rows(numbers, 5, 3, withExtremes: true);
        Bits.AssertEqual(features.Chunk(3).SelectMany(row => naive.Margins(row)), naive.Flatten().Margins(features));
    }

    [Fact]
    public void ComputeMargins_NoRows_WritesNothing() => Assert.Empty(Stump([1, 0, 0, 1], outputs: 2, floor: 1).Margins());

    private static ForestModel Stump(float[] table, int outputs, double floor) =>
        new NaiveForest(1, outputs, [NaiveTree.Split(0, 1, NaiveTree.Leaf(0), NaiveTree.Leaf(1))], table, floor).Flatten();
}

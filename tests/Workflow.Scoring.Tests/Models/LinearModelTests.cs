using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Models;

public sealed class LinearModelTests
{
    [Fact]
    public void ComputeMargins_SmallModel_IsInterceptPlusWeightedStandardisedFeatures()
    {
        var model = new LinearModel(means: [1, -2], scales: [2, 4], intercepts: [10, 0.5], weights: [3, 1, -1, 8]);
        Assert.Equal([10 + 3 + 2, 0.5 - 1 + 16, 10 - 1.5, 0.5 + 0.5], Margins(model, 3, 6, 0, -2));
    }

    // The order of operations is part of the format: another one gives other bits.
    [Fact]
    public void ComputeMargins_RandomModels_EqualTheFormulaBitForBit()
    {
        var numbers = new SeededNumbers(200);
        for (int i = 0; i < 50; i++)
        {
            LinearModel model = RandomModels.Linear(numbers);
            float[] row = [.. Enumerable.Range(0, model.FeatureCount).Select(_ => (float)numbers.Between(-9.0, 9.0))];
            Bits.AssertEqual(Enumerable.Range(0, model.MarginCount).Select(k => Margin(model, row, k)), Margins(model, row));
        }
    }

    [Fact]
    public void ComputeMargins_MissingValue_CountsAsTheMean()
    {
        var numbers = new SeededNumbers(201);
        for (int i = 0; i < 50; i++)
        {
            // Means that single precision holds, so that a feature can be exactly the mean.
            double[] means = [.. Enumerable.Range(0, 4).Select(_ => (double)numbers.Between(-9, 9))];
            double[] weights = [.. Enumerable.Range(0, 12).Select(_ => numbers.Between(-2.0, 2.0))];
            var model = new LinearModel(means, [1, 2, 3, 4], [0.25, -1, 3], weights);
            float[] missing = [.. means.Select(mean => numbers.Chance(0.5) ? float.NaN : (float)mean + 0.5f)];
            float[] filled = [.. missing.Select((x, j) => float.IsNaN(x) ? (float)means[j] : x)];
            Bits.AssertEqual(Margins(model, filled), Margins(model, missing));
        }
    }

    [Fact]
    public void ComputeMargins_EverythingMissing_IsTheIntercepts()
    {
        var model = new LinearModel([1, 2], [1, 2], [0.1, -0.2], [1, 2, 3, 4]);
        Bits.AssertEqual([0.1, -0.2], Margins(model, float.NaN, float.NaN));
    }

    [Fact]
    public void ComputeMargins_ManyRows_EqualsRowByRow()
    {
        var numbers = new SeededNumbers(202);
        LinearModel model = RandomModels.Linear(numbers);
        float[] features = [.. Enumerable.Range(0, 150 * model.FeatureCount).Select(_ => (float)numbers.Between(-9.0, 9.0))];
        Bits.AssertEqual(features.Chunk(model.FeatureCount).SelectMany(row => Margins(model, row)), Margins(model, features));
    }

    [Fact]
    public void Constructor_ArraysChangedAfterwards_KeepsTheCheckedContent()
    {
        double[] scales = [2];
        var model = new LinearModel([0], scales, [1], [1]);
        scales[0] = 0;
        Assert.Equal([2], Margins(model, 2));
    }

    [Theory]
    [InlineData(0, 0, 1, 0)]
    [InlineData(2, 2, 0, 0)]
    [InlineData(2, 1, 1, 2)]
    [InlineData(2, 2, 2, 3)]
    [InlineData(2, 2, 2, 5)]
    public void Constructor_LengthsThatDoNotFit_Throws(int means, int scales, int intercepts, int weights) =>
        Assert.Throws<ArgumentException>(() => new LinearModel(
            new double[means], [.. Enumerable.Repeat(1.0, scales)], new double[intercepts], new double[weights]));

    [Theory]
    [InlineData(double.NaN, 1, 0, 0)]
    [InlineData(0, double.PositiveInfinity, 0, 0)]
    [InlineData(0, 1, double.NegativeInfinity, 0)]
    [InlineData(0, 1, 0, double.NaN)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, -1, 0, 0)]
    public void Constructor_NumberOutOfRange_Throws(double mean, double scale, double intercept, double weight)
    {
        var refused = Assert.Throws<ArgumentException>(() => new LinearModel([mean], [scale], [intercept], [weight]));
        Assert.Contains("finite", refused.Message, StringComparison.Ordinal);
    }

    // Otherwise infinities of different sign could meet, or an infinity and a weight of 0, and answer NaN.
    [Theory]
    [InlineData(1, 1e300, 1)]
    [InlineData(1e-300, 0, 0)]
    public void Constructor_SumThatCouldOverflow_NamesTheMargin(double scale, double weight, int margin)
    {
        var refused = Assert.Throws<ArgumentException>(() => new LinearModel([0, 0], [scale, 1], [0, 0], [0, 0, weight, 1]));
        Assert.Contains($"margin {margin} could overflow", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_MoreFeaturesThanAFileHolds_Throws()
    {
        double[] many = [.. Enumerable.Repeat(1.0, TreeNode.MaximumFeature + 2)];
        Assert.Throws<ArgumentException>(() => new LinearModel(many, many, [0], many));
    }

    private static double Margin(LinearModel model, float[] row, int margin)
    {
        double sum = model.Intercepts[margin];
        for (int j = 0; j < row.Length; j++)
        {
            sum += model.Weights[(margin * row.Length) + j] * ((row[j] - model.Means[j]) / model.Scales[j]);
        }

        return sum;
    }

    private static double[] Margins(LinearModel model, params float[] features)
    {
        var margins = new double[features.Length / model.FeatureCount * model.MarginCount];
        model.ComputeMargins(features, anyMissing: features.Any(float.IsNaN), margins);
        return margins;
    }
}

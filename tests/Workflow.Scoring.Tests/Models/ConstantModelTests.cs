using Workflow.Scoring.Models;

namespace Workflow.Scoring.Tests.Models;

public sealed class ConstantModelTests
{
    [Fact]
    public void ComputeMargins_AnyRows_IsTheSameMarginsForEach()
    {
        var model = new ConstantModel(2, [0.5, -1, 3]);
        var margins = new double[9];
        model.ComputeMargins([1, float.NaN, float.PositiveInfinity, -4, 0, 0], anyMissing: true, margins);
        Assert.Equal([0.5, -1, 3, 0.5, -1, 3, 0.5, -1, 3], margins);
    }

    [Fact]
    public void Constructor_ListChangedAfterwards_KeepsTheMargins()
    {
        double[] margins = [1];
        var model = new ConstantModel(1, margins);
        margins[0] = 2;
        Assert.Equal([1], model.Margins);
    }

    [Theory]
    [InlineData(new double[] { })]
    [InlineData(new[] { 1, double.NaN })]
    [InlineData(new[] { double.PositiveInfinity })]
    public void Constructor_MarginsThatAreNoFiniteNumbers_Throws(double[] margins) =>
        Assert.Throws<ArgumentException>(() => new ConstantModel(1, margins));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(TreeNode.MaximumFeature + 2)]
    public void Constructor_FeatureCountOutOfRange_Throws(int features)
    {
        var refused = Assert.Throws<ArgumentException>(() => new ConstantModel(features, [1]));
        Assert.Contains($"{features} features", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_MoreMarginsThanAFileHolds_Throws() =>
        Assert.Throws<ArgumentException>(() => new ConstantModel(1, new double[ushort.MaxValue + 1]));
}

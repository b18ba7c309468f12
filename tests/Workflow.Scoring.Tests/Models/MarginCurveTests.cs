using Workflow.Scoring.Models;

namespace Workflow.Scoring.Tests.Models;

public sealed class MarginCurveTests
{
    [Theory]
    [InlineData(double.NegativeInfinity, -2)]
    [InlineData(-1.5, -2)]
    [InlineData(-1, -2)]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(1.25, 2.5)]
    [InlineData(3, 4)]
    [InlineData(4.5, 4)]
    [InlineData(5, 4)]
    [InlineData(double.PositiveInfinity, 4)]
    public void At_SmallCurve_IsStraightBetweenKnotsAndConstantOutside(double x, double expected) =>
        Assert.Equal(expected, new MarginCurve([-1, 2, 5], [-2, 4, 4]).At(x));

    [Theory]
    [InlineData(-7)]
    [InlineData(1)]
    [InlineData(7)]
    public void At_OneKnot_IsConstant(double x) => Assert.Equal(3, new MarginCurve([1], [3]).At(x));

    [Fact]
    public void At_RandomCurves_NeverFallsAndStaysBetweenItsEnds()
    {
        var numbers = new SeededNumbers(511);
        for (int i = 0; i < 200; i++)
        {
            MarginCurve curve = RandomModels.Curve(numbers);
            double[] x = [.. Enumerable.Range(0, 50).Select(_ => numbers.Between(-6.0, 6.0)), .. curve.X, .. curve.X.ToArray().Select(Math.BitDecrement)];
            double[] y = [.. x.Order().Select(curve.At)];
            Assert.Equal(y.Order(), y);
            Assert.All(y, value => Assert.InRange(value, curve.Y[0], curve.Y[^1]));
            for (int k = 0; k < curve.X.Length; k++) Assert.Equal(curve.Y[k], curve.At(curve.X[k]));
        }
    }

    [Fact]
    public void At_LargestKnots_IsFinite()
    {
        var curve = new MarginCurve([-1e300, 1e300], [-1e300, 1e300]);
        Assert.Equal(0, curve.At(0));
        Assert.Equal(1e300, curve.At(double.MaxValue));
    }

    [Theory]
    [InlineData(new double[] { }, new double[] { }, "needs a knot")]
    [InlineData(new[] { 1.0 }, new[] { 1.0, 2 }, "1 knots, but 2 values")]
    [InlineData(new[] { 1.0, 1 }, new[] { 1.0, 2 }, "knot 1 of a curve is out of order")]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, 0.5 }, "knot 1 of a curve is out of order")]
    [InlineData(new[] { double.NaN, 2 }, new[] { 1.0, 2 }, "knot 0 of a curve is out of range")]
    [InlineData(new[] { 1, double.PositiveInfinity }, new[] { 1.0, 2 }, "knot 1 of a curve is out of range")]
    [InlineData(new[] { 1.0, 2 }, new[] { 1, double.NaN }, "knot 1 of a curve is out of range")]
    [InlineData(new[] { 1.0, 2 }, new[] { -1.1e300, 1 }, "knot 0 of a curve is out of range")]
    public void Constructor_KnotsOutOfOrderOrRange_Throws(double[] x, double[] y, string reason)
    {
        var refused = Assert.Throws<ArgumentException>(() => new MarginCurve(x, y));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_ArraysChangedAfterwards_KeepsTheCheckedContent()
    {
        double[] x = [1, 2];
        var curve = new MarginCurve(x, [3, 4]);
        x[0] = 9;
        Assert.Equal([1, 2], curve.X.ToArray());
    }
}

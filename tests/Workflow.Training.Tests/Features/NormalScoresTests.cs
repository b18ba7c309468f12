using Workflow.Scoring.Features;
using Workflow.Training.Features;

namespace Workflow.Training.Tests.Features;

public sealed class NormalScoresTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959964)]
    [InlineData(0.025, -1.959964)]
    [InlineData(0.0001, -3.719016)]
    public void Quantile_KnownValues_AreMet(double p, double expected) => Assert.InRange(NormalScores.Quantile(p) - expected, -5e-4, 5e-4);

    [Fact]
    public void Learn_AnyOrderOrOutlier_KeepsTheRanks()
    {
        FeatureCurve plain = NormalScores.Learn([3, 1, 2, 5, 4])!;
        FeatureCurve stretched = NormalScores.Learn([1, 2, 3, 4, 5e9])!;
        Assert.Equal(plain.Y, stretched.Y);
        Assert.Equal([1, 2, 3, 4, 5], plain.X);
        Assert.Equal(plain.Y.Order(), plain.Y);
    }

    [Fact]
    public void Learn_MissingAndEqualValues_CountOnce()
    {
        FeatureCurve curve = NormalScores.Learn([1, 1, 1, double.NaN, 2])!;
        Assert.Equal([1, 2], curve.X);
        Assert.Null(NormalScores.Learn([7, 7, double.NaN]));
        Assert.Null(NormalScores.Learn([]));
    }
}

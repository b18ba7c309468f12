using Workflow.Training.Experiments.Proposals;

namespace Workflow.Training.Tests.Experiments.Proposals;

public sealed class GaussianProcessTests
{
    [Fact]
    public void At_ObservedPoints_IsNearTheirLossesAndSure()
    {
        var process = new GaussianProcess([[0.1], [0.5], [0.9]], [3, 1, 2]);
        Assert.InRange(process.At([0.5]).Mean, 1, 1.3);
        Assert.InRange(process.At([0.1]).Mean, 2.7, 3);
        Assert.True(process.At([0.5]).Deviation < process.At([0.7]).Deviation);
    }

    [Fact]
    public void At_FarFromEverything_IsTheMeanAndUnsure()
    {
        var process = new GaussianProcess([[0, 0], [0.1, 0]], [4, 2]);
        (double mean, double deviation) = process.At([5, 5]);
        Assert.Equal(3, mean, 6);
        Assert.Equal(1, deviation, 6);
    }

    // With the loss sure to be at its mean, the expected improvement is what lies between, or nothing.
    [Theory]
    [InlineData(2, 1, 1e-9, 1)]
    [InlineData(1, 2, 1e-9, 0)]
    [InlineData(0, 0, 1, 0.39894228)]
    public void ExpectedImprovement_KnownCases_AreMet(double best, double mean, double deviation, double expected) =>
        Assert.Equal(expected, ExpectedImprovement.Of(best, mean, deviation), 6);
}

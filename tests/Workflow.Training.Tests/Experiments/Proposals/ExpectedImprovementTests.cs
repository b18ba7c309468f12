using Workflow.Training.Experiments.Proposals;

namespace Workflow.Training.Tests.Experiments.Proposals;

public sealed class ExpectedImprovementTests
{
    // By numerical integration with 40 digits.
    [Theory]
    [InlineData(0, 0.3989422804)]
    [InlineData(1, 1.0833154706)]
    [InlineData(-1, 0.0833154706)]
    [InlineData(-3, 3.821543e-4)]
    [InlineData(-5, 5.346e-8)]
    [InlineData(-8, 7.55e-17)]
    public void Of_StandardNormal_IsTheIntegral(double best, double expected) =>
        Assert.InRange(ExpectedImprovement.Of(best, 0, 1) / expected, 0.997, 1.003);

    [Fact]
    public void Of_FarWorseMeans_StillTellsWhichIsNearer()
    {
        double last = double.PositiveInfinity;
        for (double z = 2; z > -30; z -= 0.25)
        {
            double next = ExpectedImprovement.Of(z, 0, 1);
            Assert.InRange(next, double.Epsilon, last);
            last = next;
        }
    }
}

using Workflow.Training.Simulation.Hydraulics;

namespace Workflow.Training.Tests.Simulation.Hydraulics;

public sealed class LoadCurveTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(6000)]
    public void Switch_BetweenTwoSamples_SettlesAlongTheExactExponential(int count)
    {
        var samples = new double[count];
        var curve = new LoadCurve(samples, 10);
        curve.Switch(20.255, level: 4, lag: 3, jump: 1);
        curve.End();

        for (int i = 0; i < count; i++)
        {
            double time = i * 60.0 / count;
            double expected = time < 20.255 ? 10 : 4 + (7 * Math.Exp(-(time - 20.255) / 3));
            Assert.Equal(expected, samples[i], 1e-9);
        }
    }

    [Fact]
    public void Switch_WhileSettling_StartsFromWhereTheSignalIs()
    {
        var samples = new double[6000];
        var curve = new LoadCurve(samples, 0);
        curve.Switch(10, level: 100, lag: 5);
        curve.Switch(12.5, level: 0, lag: 0.5);
        curve.End();

        double reached = 100 * (1 - Math.Exp(-2.5 / 5));
        Assert.Equal(reached, samples[1250], 1e-9);
        Assert.Equal(reached * Math.Exp(-1), samples[1300], 1e-9);
        Assert.Equal(0, samples[^1], 1e-9);
    }
}

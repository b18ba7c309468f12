using Workflow.Training.Experiments.Selection;

namespace Workflow.Training.Tests.Experiments.Selection;

public sealed class OperatingPointTests
{
    private static readonly double[] Margins = [-3, -2, -1, 0.5, 1, 2, 3];
    private static readonly int[] Labels = [0, 0, 1, 0, 1, 1, 1];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 20)]
    [InlineData(20, 1)]
    public void Choose_AnyCosts_IsTheCheapestOfAllThresholds(double falsePositive, double falseNegative)
    {
        var point = OperatingPoint.Choose(Margins, Labels, new MistakeCosts(falsePositive, falseNegative));
        double Cost(double margin) => Margins.Select((m, i) => m >= margin
            ? (Labels[i] == 0 ? falsePositive : 0)
            : Labels[i] == 1 ? falseNegative : 0).Sum() / Margins.Length;
        Assert.Equal(Margins.Append(9).Min(Cost), point.CostPerRow, 12);
        Assert.Equal(point.CostPerRow, Cost(Math.Log(point.Threshold / (1 - point.Threshold))), 12);
        Assert.Equal(point.CostPerRow * 7, (point.FalsePositives * falsePositive) + (point.FalseNegatives * falseNegative), 9);
    }

    [Fact]
    public void Choose_CostlyMisses_LowerTheThreshold() => Assert.True(
        OperatingPoint.Choose(Margins, Labels, new MistakeCosts(1, 20)).Threshold < OperatingPoint.Choose(Margins, Labels, new MistakeCosts(20, 1)).Threshold);

    [Fact]
    public void Choose_ClassesThatDoNotOverlap_TakesWhatCalibratedProbabilitiesAskFor() =>
        Assert.Equal(0.5, OperatingPoint.Choose([-2, -1, 1, 2], [0, 0, 1, 1], new MistakeCosts(1, 1)).Threshold, 12);
}

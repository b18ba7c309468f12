using Workflow.Training.Calibration;
using Workflow.Training.Randomness;

namespace Workflow.Training.Tests.Calibration;

public sealed class SmoothedLogLossTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void OfProbabilities_TheSoftmaxOfMargins_IsTheLossOfTheMargins(int classCount)
    {
        var random = new SeededRandom(7);
        var rows = new PredictedRows([.. Enumerable.Range(0, 50).Select(_ => random.Next(classCount))], classCount);
        double[] margins = [.. Enumerable.Range(0, 50 * rows.MarginCount).Select(_ => 6 * random.NextNormal())];
        double[] probabilities = [.. margins.Chunk(rows.MarginCount).SelectMany(own => Softmax(own.Length == 1 ? [0, own[0]] : own))];
        Assert.Equal(SmoothedLogLoss.Of(rows, margins), SmoothedLogLoss.OfProbabilities(rows, probabilities), 1e-12);
    }

    // Half a row is seen beside the four, of the other class.
    [Fact]
    public void OfProbabilities_FourRows_HaveHalfARowMoreOfTheOtherClass() => Assert.Equal(
        -((4 * Math.Log(0.9)) + (0.5 * Math.Log(0.1))) / 4,
        SmoothedLogLoss.OfProbabilities(new PredictedRows([1, 1, 0, 0], 2), [0.1, 0.9, 0.1, 0.9, 0.9, 0.1, 0.9, 0.1]),
        1e-14);

    [Fact]
    public void OfProbabilities_NoneLeftForTheTrueClass_IsFinite() =>
        Assert.InRange(SmoothedLogLoss.OfProbabilities(new PredictedRows([1], 2), [1, 0]), 700, 800);

    private static IEnumerable<double> Softmax(double[] margins)
    {
        double largest = margins.Max(), sum = margins.Sum(margin => Math.Exp(margin - largest));
        return margins.Select(margin => Math.Exp(margin - largest) / sum);
    }
}

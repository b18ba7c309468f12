using Workflow.Training.Calibration;
using Workflow.Training.Randomness;

namespace Workflow.Training.Tests.Calibration;

public sealed class TemperatureScalingTests
{
    // Labels are drawn from the margins' own probabilities, so the best multiplier of scaled margins undoes the scaling.
    [Theory]
    [InlineData(0.25, 3)]
    [InlineData(1, 3)]
    [InlineData(4, 3)]
    [InlineData(0.5, 2)]
    [InlineData(3, 2)]
    public void Fit_MarginsOfKnownTemperature_UndoesIt(double temperature, int classCount)
    {
        (PredictedRows rows, double[] margins) = Draw(4000, classCount);
        double scale = TemperatureScaling.Fit(rows, [.. margins.Select(margin => margin * temperature)]);
        Assert.InRange(scale * temperature, 0.9, 1.1);
    }

    [Fact]
    public void Fit_AnyMultiplier_IsNoBetterThanTheOneFound()
    {
        (PredictedRows rows, double[] margins) = Draw(300, 4);
        double found = TemperatureScaling.Fit(rows, margins);
        double loss = SmoothedLogLoss.Of(rows, margins, found);
        foreach (double other in (double[])[0.05, 0.5, 0.99, 1.01, 1.5, 10]) Assert.True(SmoothedLogLoss.Of(rows, margins, found * other) >= loss);
    }

    // Right on every row: without the row of surprise certainty would grow to the largest multiplier.
    [Fact]
    public void Fit_NoMistakeAtAll_StaysShortOfCertainty()
    {
        int[] labels = [.. Enumerable.Range(0, 200).Select(row => row % 2)];
        double[] margins = [.. labels.Select(label => label == 1 ? 5.0 : -5)];
        double scale = TemperatureScaling.Fit(new PredictedRows(labels, 2), margins);
        Assert.InRange(5 * scale, Math.Log(200), Math.Log(2000));
    }

    [Fact]
    public void Fit_MarginsThatSayNothing_AreKeptFinite() => Assert.InRange(TemperatureScaling.Fit(new PredictedRows([0, 1, 0, 1], 2), [0, 0, 0, 0]), 0.02, 50);

    private static (PredictedRows Rows, double[] Margins) Draw(int count, int classCount)
    {
        SeededRandom random = new(3);
        int width = classCount == 2 ? 1 : classCount;
        double[] margins = [.. Enumerable.Range(0, count * width).Select(_ => 2 * random.NextNormal())];
        int[] labels = [.. Enumerable.Range(0, count).Select(row => Label(margins.AsSpan(row * width, width), random))];
        return (new PredictedRows(labels, classCount), margins);
    }

    private static int Label(ReadOnlySpan<double> margins, SeededRandom random)
    {
        double[] odds = margins.Length == 1 ? [1, Math.Exp(margins[0])] : [.. margins.ToArray().Select(Math.Exp)];
        double drawn = random.NextDouble() * odds.Sum();
        int label = 0;
        while (label < odds.Length - 1 && drawn >= odds[label]) drawn -= odds[label++];
        return label;
    }
}

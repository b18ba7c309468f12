using FsCheck.Fluent;
using Workflow.Scoring.Models;
using Workflow.Training.Calibration;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Calibration;

public sealed class IsotonicCurveTests
{
    [Fact]
    public void Fit_AnyRows_IsACurveThatNeverFalls() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "isotonic");
            int count = 1 + random.Next(400);
            double[] margins = [.. Enumerable.Range(0, count).Select(_ => Math.Round(random.NextNormal(), random.Next(4)))];
            int[] labels = [.. margins.Select(margin => random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0)];
            MarginCurve curve = IsotonicCurve.Fit(new PredictedRows(labels, 2), margins);
            double[] sorted = [.. margins.Order()];
            Assert.All(sorted.Zip(sorted.Skip(1)), pair => Assert.True(curve.At(pair.First) <= curve.At(pair.Second)));
        });

    // A distortion that no temperature undoes.
    [Fact]
    public void Fit_CubedMargins_GivesBackTheLogOdds()
    {
        SeededRandom random = new(11);
        double[] odds = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble(-2, 2))];
        int[] labels = [.. odds.Select(margin => random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0)];
        MarginCurve curve = IsotonicCurve.Fit(new PredictedRows(labels, 2), [.. odds.Select(margin => margin * margin * margin)]);
        foreach (double margin in (double[])[-1.5, -0.8, 0.8, 1.5]) Assert.InRange(curve.At(margin * margin * margin) - margin, -0.35, 0.35);
    }

    [Fact]
    public void Fit_OneClassAlone_IsSureButFinite() => Assert.InRange(IsotonicCurve.Fit(new PredictedRows([1, 1, 1], 2), [1, 2, 3]).At(2), 0.5, 3);
}

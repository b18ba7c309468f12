using Workflow.Training.Evaluation;

namespace Workflow.Training.Tests.Evaluation;

public sealed class CalibrationCurveTests
{
    [Fact]
    public void Compute_PredictionsByHand_AreComparedWithWhatCameTrue()
    {
        var curve = CalibrationCurve.Compute([0.1, 0.12, 0.9, 1, 1], [false, true, true, true, false]);
        Assert.Equal([2, 3], curve.Bins.Select(bin => bin.Predictions));
        Assert.Equal(0.11, curve.Bins[0].Predicted, 12);
        Assert.Equal(0.5, curve.Bins[0].Observed);
        Assert.Equal(2.0 / 3, curve.Bins[1].Observed, 12);
        Assert.Equal(((0.39 * 2) + ((2.9 / 3) - (2.0 / 3)) * 3) / 5, curve.Error, 12);
    }

    [Fact]
    public void Compute_ProbabilitiesThatAreTrue_HaveNoError()
    {
        double[] probabilities = [.. Enumerable.Range(0, 100).Select(_ => 0.25)];
        bool[] cameTrue = [.. Enumerable.Range(0, 100).Select(i => i % 4 == 0)];
        Assert.Equal(0, CalibrationCurve.Compute(probabilities, cameTrue).Error);
    }
}

using FsCheck.Fluent;
using Workflow.Training.Evaluation;
using Workflow.Training.Metrics;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Evaluation;

public sealed class OperatingCurveTests
{
    [Fact]
    public void Trace_RowsByHand_GivesTheFiguresOfEachThreshold()
    {
        OperatingCurve curve = OperatingCurve.Trace("bad", [0.9, 0.8, 0.8, 0.3, 0.1], [true, true, false, true, false])!;
        Assert.Equal((3, 2), (curve.Positives, curve.Negatives));
        Assert.Equal(
            [(0.9, 1, 0), (0.8, 2, 1), (0.3, 3, 1), (0.1, 3, 2)],
            curve.Points.Select(point => (point.Threshold, point.TruePositives, point.FalsePositives)));
        CurvePoint second = curve.Points[1];
        Assert.Equal((2.0 / 3, 2.0 / 3, 0.5, 2.0 / 3), (second.Recall, second.Precision, second.FalsePositiveRate, second.F1));
        Assert.Equal((1 + (2.0 / 3) + (3.0 / 4)) / 3, curve.AveragePrecision, 12);
        Assert.Equal(2, curve.Best);
    }

    // From 0.25 on the same rows are taken for the class as from 0.3 on, and the point lies between two corners.
    [Fact]
    public void Trace_AChosenThreshold_IsAPointOfItsOwn()
    {
        OperatingCurve curve = OperatingCurve.Trace("bad", [0.9, 0.5, 0.3, 0.2], [true, false, false, false], 0.25)!;
        Assert.Equal(CurvePoint.At(0.25, [0.9, 0.5, 0.3, 0.2], [true, false, false, false]), curve.Points[curve.Chosen!.Value]);
        Assert.Equal(2, curve.Points[curve.Chosen.Value].FalsePositives);
        Assert.Null(OperatingCurve.Trace("bad", [0.9, 0.2], [true, false], 0.95)!.Chosen);
        Assert.Null(OperatingCurve.Trace("bad", [0.9, 0.2], [true, false])!.Chosen);
    }

    [Fact]
    public void Trace_ClassWithoutRowsOrWithAll_HasNoCurve()
    {
        Assert.Null(OperatingCurve.Trace("a", [0.1, 0.2], [true, true]));
        Assert.Null(OperatingCurve.Trace("a", [0.1, 0.2], [false, false]));
    }

    [Fact]
    public void Trace_AnyRows_AgreesWithCountingAndNeverTurnsBack()
    {
        var rows = Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 40), Gen.Choose(0, 1)), 80);
        Properties.Hold(rows, drawn =>
        {
            double[] probabilities = [.. drawn.Select(row => row.Item1 / 40.0)];
            bool[] isPositive = [.. drawn.Select(row => row.Item2 == 1)];
            if (OperatingCurve.Trace(null, probabilities, isPositive) is not { } curve) return;
            Assert.All(curve.Points, point => Assert.Equal(CurvePoint.At(point.Threshold, probabilities, isPositive), point));
            Assert.Equal(curve.Points.OrderByDescending(point => point.Threshold), curve.Points);
            Assert.Equal((curve.Positives, curve.Negatives), (curve.Points[^1].TruePositives, curve.Points[^1].FalsePositives));
            Assert.Equal(RankingMetrics.Auc(probabilities, isPositive), curve.Auc);
            Assert.Equal(curve.Points.Max(point => point.Mcc), curve.Points[curve.Best].Mcc);
        });
    }

    [Fact]
    public void Trace_ManyThresholds_KeepsTheEndsAndTheBest()
    {
        double[] probabilities = [.. Enumerable.Range(0, 5000).Select(i => i / 5000.0)];
        bool[] isPositive = [.. Enumerable.Range(0, 5000).Select(i => i * 7919L % 5000 < i)];
        OperatingCurve curve = OperatingCurve.Trace(null, probabilities, isPositive, 0.61803)!;
        Assert.InRange(curve.Points.Count, 100, 122);
        Assert.Equal(CurvePoint.At(0.61803, probabilities, isPositive), curve.Points[curve.Chosen!.Value]);
        Assert.Equal(curve.Positives, curve.Points[^1].TruePositives);
        double best = probabilities.Max(threshold => CurvePoint.At(threshold, probabilities, isPositive).Mcc);
        Assert.Equal(best, curve.Points[curve.Best].Mcc);
    }

    [Fact]
    public void At_AThresholdAboveAll_FindsNothingAndDividesByNothing() =>
        Assert.Equal(new CurvePoint(0.9, 0, 0, 0, 0, 0, 0, 0), CurvePoint.At(0.9, [0.5, 0.2], [true, false]));
}

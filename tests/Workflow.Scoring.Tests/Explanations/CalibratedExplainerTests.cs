using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Explanations;

public sealed class CalibratedExplainerTests
{
    private static readonly LinearModel Sum = new([0, 0], [1, 1], [1], [1, 1]);

    // The inner margin goes from 1 to 3 by 3 and -1; the curve from 2 to 5.
    [Fact]
    public void Explain_MarginOnAnotherSegment_CountsTheMeanSlopeBetween() =>
        Assert.Equal([4.5, -1.5, 2], Calibrated([0, 2, 4], [1, 3, 7]).Contributions(3, -1));

    [Fact]
    public void Explain_MarginEqualToTheBias_CountsTheSlopeThere() =>
        Assert.Equal([6, -6, 2], Calibrated([0, 1, 4], [1, 2, 8]).Contributions(3, -3));

    [Fact]
    public void Explain_MarginsWhereTheCurveIsConstant_AreZero()
    {
        Assert.Equal([0, 0, 5], Calibrated([-2], [5]).Contributions(3, -1));
        Assert.Equal([0, 0, 8], Calibrated([-4, -2, 0], [1, 2, 8]).Contributions(3, -3));
        Assert.Equal([0, 0, 1], Calibrated([10, 11], [1, 2]).Contributions(3, -1));
    }

    [Fact]
    public void Explain_SeveralMargins_GoesThroughTheCurveOfEach()
    {
        var inner = new LinearModel([0], [1], [0, 1], [1, -1]);
        var model = new CalibratedModel(inner, [new MarginCurve([-9, 9], [-18, 18]), new MarginCurve([-9, 9], [-27, 27])]);
        Assert.Equal([8, 0, -12, 3], model.Contributions(4));
    }

    private static CalibratedModel Calibrated(double[] x, double[] y) => new(Sum, [new MarginCurve(x, y)]);
}

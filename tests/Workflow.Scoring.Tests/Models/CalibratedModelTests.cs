using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Models;

public sealed class CalibratedModelTests
{
    private static readonly MarginCurve Half = new([-10, 10], [-5, 5]);
    private static readonly MarginCurve Flat = new([0], [7]);

    [Fact]
    public void ComputeMargins_TwoMargins_GoesThroughTheCurveOfEach()
    {
        var model = new CalibratedModel(new LinearModel([0], [1], [0, 1], [1, 1]), [Half, Flat]);
        Assert.Equal([2, 7, -5, 7], model.Margins(4, -40));
    }

    [Fact]
    public void ComputeMargins_RandomModels_EqualCurvesOfTheInnerModelAndRowByRow()
    {
        var numbers = new SeededNumbers(521);
        for (int i = 0; i < 60; i++)
        {
            CalibratedModel model = RandomModels.Calibrated(numbers, numbers.Between(1, 6), numbers.Between(1, 4));
            float[] features = RandomModels.Rows(numbers, numbers.Between(1, 150), model.FeatureCount, withExtremes: false);
            double[] margins = model.Margins(features);
            Bits.AssertEqual(model.Inner.Margins(features).Select((margin, j) => model.Curves[j % model.MarginCount].At(margin)), margins);
            Bits.AssertEqual(margins, model.MarginsRowByRow(features));
        }
    }

    // The span may be longer than the rows need.
    [Fact]
    public void ComputeMargins_LongerSpan_LeavesTheRestAlone()
    {
        double[] margins = [0, 9];
        new CalibratedModel(new ConstantModel(1, [4]), [Half]).ComputeMargins([0], anyMissing: false, margins);
        Assert.Equal([2, 9], margins);
    }

    [Fact]
    public void Constructor_CurvesForAnotherNumberOfMargins_Throws()
    {
        var refused = Assert.Throws<ArgumentException>(() => new CalibratedModel(new ConstantModel(1, [1, 2]), [Half]));
        Assert.Contains("2 margins cannot have 1 curves", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_CalibratedModelOrEnsembleInside_Throws()
    {
        var calibrated = new CalibratedModel(new ConstantModel(1, [1]), [Half]);
        Assert.Throws<ArgumentException>(() => new CalibratedModel(calibrated, [Half]));
        Assert.Throws<ArgumentException>(() => new CalibratedModel(new EnsembleModel(1, [new EnsembleMember(1, [0], calibrated)]), [Half]));
    }
}

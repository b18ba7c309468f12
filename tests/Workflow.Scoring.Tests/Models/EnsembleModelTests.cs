using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Models;

public sealed class EnsembleModelTests
{
    private static readonly MarginModel One = new ConstantModel(1, [1]);

    [Fact]
    public void ComputeMargins_SmallEnsemble_IsTheWeightedSumOfItsMembers()
    {
        var first = new LinearModel([0, 0], [1, 1], [0], [1, 10]);
        var model = new EnsembleModel(3, [new EnsembleMember(0.5, [2, 0], first), new EnsembleMember(2, [1], One)]);
        Assert.Equal([2 + (0.5 * (3 + 10)), 2 + (0.5 * (6 + 40))], model.Margins(1, 2, 3, 4, 5, 6));
    }

    [Fact]
    public void ComputeMargins_RandomEnsembles_EqualTheSumInOrderBitForBitAndRowByRow()
    {
        var numbers = new SeededNumbers(531);
        for (int i = 0; i < 100; i++)
        {
            EnsembleModel model = RandomModels.Ensemble(numbers);
            float[] features = RandomModels.Rows(numbers, numbers.Between(1, 150), model.FeatureCount, withExtremes: false);
            double[] margins = model.Margins(features);
            Bits.AssertEqual(features.Chunk(model.FeatureCount).SelectMany(row => Sum(model, row)), margins);
            Bits.AssertEqual(margins, model.MarginsRowByRow(features));
        }
    }

    [Fact]
    public void ComputeMargins_LongerSpan_LeavesTheRestAlone()
    {
        double[] margins = [0, 9];
        new EnsembleModel(1, [new EnsembleMember(3, [0], One)]).ComputeMargins([0], anyMissing: false, margins);
        Assert.Equal([3, 9], margins);
    }

    [Fact]
    public void Constructor_FeaturesChangedAfterwards_KeepsTheCheckedContent()
    {
        int[] features = [0];
        var model = new EnsembleModel(1, [new EnsembleMember(1, features, One)]);
        features[0] = 1000;
        Assert.Equal([0], model.Members[0].Features);
        Assert.Equal([1.0], model.Margins(0));
    }

    [Fact]
    public void Constructor_NoMembers_Throws() => Assert.Throws<ArgumentException>(() => new EnsembleModel(1, []));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_WeightOutOfRange_Throws(double weight) => AssertRefused("member 1: the weight", new EnsembleMember(weight, [0], One));

    [Theory]
    [InlineData(new int[] { }, "member 1: 0 features are selected for a model of 1")]
    [InlineData(new[] { 0, 1 }, "member 1: 2 features are selected for a model of 1")]
    [InlineData(new[] { 2 }, "member 1: feature 2 of 2")]
    [InlineData(new[] { -1 }, "member 1: feature -1 of 2")]
    public void Constructor_FeaturesThatDoNotFit_Throws(int[] features, string reason) =>
        AssertRefused(reason, new EnsembleMember(1, features, One));

    [Fact]
    public void Constructor_FeatureTwice_Throws() =>
        AssertRefused("member 1: feature 1 stands twice", new EnsembleMember(1, [1, 1], new ConstantModel(2, [1])));

    [Fact]
    public void Constructor_AnotherNumberOfMargins_Throws() =>
        AssertRefused("member 1 has 2 margins, others 1", new EnsembleMember(1, [0], new ConstantModel(1, [1, 2])));

    [Fact]
    public void Constructor_EnsembleInside_Throws() =>
        AssertRefused("member 1 is an ensemble", new EnsembleMember(1, [0], new EnsembleModel(1, [new EnsembleMember(1, [0], One)])));

    [Fact]
    public void Constructor_SumThatCouldOverflow_Throws() =>
        AssertRefused("could overflow", new EnsembleMember(1e307, [0], One));

    private static double[] Sum(EnsembleModel model, float[] row)
    {
        var sums = new double[model.MarginCount];
        foreach (EnsembleMember member in model.Members)
        {
            double[] margins = member.Model.Margins([.. member.Features.Select(feature => row[feature])]);
            for (int k = 0; k < sums.Length; k++) sums[k] += member.Weight * margins[k];
        }

        return sums;
    }

    private static void AssertRefused(string reason, EnsembleMember second)
    {
        var refused = Assert.Throws<ArgumentException>(() => new EnsembleModel(2, [new EnsembleMember(1, [1], One), second]));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}

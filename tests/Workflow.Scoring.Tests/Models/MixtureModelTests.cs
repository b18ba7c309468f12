using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Models;

public sealed class MixtureModelTests
{
    private static readonly MarginModel One = new ConstantModel(1, [1]);

    [Fact]
    public void ComputeMargins_TwoClasses_AreTheLogOddsOfTheMeanProbability()
    {
        var sure = new ConstantModel(1, [Math.Log(9)]);
        var unsure = new ConstantModel(1, [0]);
        var model = new MixtureModel(1, [new EnsembleMember(0.75, [0], sure), new EnsembleMember(0.25, [0], unsure)], 1);
        double mean = (0.75 * 0.9) + (0.25 * 0.5);
        Assert.Equal(Math.Log(mean / (1 - mean)), model.Margins(0)[0], 1e-14);
    }

    [Fact]
    public void ComputeMargins_SeveralClasses_AreTheLogarithmsOfTheMeanProbabilitiesTimesTheScale()
    {
        var first = new ConstantModel(1, [Math.Log(0.5), Math.Log(0.3), Math.Log(0.2)]);
        var second = new ConstantModel(1, [0, 0, Math.Log(2)]);
        double[] margins = new MixtureModel(1, [new EnsembleMember(0.5, [0], first), new EnsembleMember(0.5, [0], second)], 3).Margins(0);
        double[] expected = [3 * Math.Log(0.375), 3 * Math.Log(0.275), 3 * Math.Log(0.35)];
        Assert.All(expected.Zip(margins), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }

    [Fact]
    public void ComputeMargins_RandomMixtures_EqualTheMeanOfProbabilitiesAndRowByRowBitForBit()
    {
        var numbers = new SeededNumbers(541);
        for (int i = 0; i < 100; i++)
        {
            MixtureModel model = RandomModels.Mixture(numbers);
            float[] features = RandomModels.Rows(numbers, numbers.Between(1, 150), model.FeatureCount, withExtremes: false);
            double[] margins = model.Margins(features);
            Bits.AssertEqual(margins, model.MarginsRowByRow(features));
            double[] expected = [.. features.Chunk(model.FeatureCount).SelectMany(row => Outputs(new MixtureModel(model.FeatureCount, model.Members, 1), row))];
            double[] mean = [.. features.Chunk(model.FeatureCount).SelectMany(row => Mean(model, row))];
            Assert.All(expected.Zip(mean), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        }
    }

    [Fact]
    public void ComputeMargins_WeightsTwiceAsLarge_GiveTheSameOutputs()
    {
        var numbers = new SeededNumbers(542);
        MixtureModel model = RandomModels.Mixture(numbers);
        var twice = new MixtureModel(model.FeatureCount, [.. model.Members.Select(member => member with { Weight = 2 * member.Weight })], model.Scale);
        float[] row = RandomModels.Rows(numbers, 1, model.FeatureCount, withExtremes: false);
        Assert.All(Outputs(model, row).Zip(Outputs(twice, row)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    // Where one is sure and wrong, the other keeps the answer possible; e to the power of -1000 is no double any more.
    [Fact]
    public void ComputeMargins_MembersThatAreVerySure_StayFinite()
    {
        var sure = new ConstantModel(1, [1000, 0, 0]);
        var other = new ConstantModel(1, [0, 1000, 0]);
        double[] margins = new MixtureModel(1, [new EnsembleMember(0.5, [0], sure), new EnsembleMember(0.5, [0], other)], 1).Margins(0);
        Assert.Equal([Math.Log(0.5), Math.Log(0.5)], margins[..2]);
        Assert.Equal(-1000, margins[2], 1e-9);
    }

    [Fact]
    public void ComputeMargins_LongerSpan_LeavesTheRestAlone()
    {
        double[] margins = [0, 9];
        new MixtureModel(1, [new EnsembleMember(1, [0], One)], 2).ComputeMargins([0], anyMissing: false, margins);
        Assert.Equal(2, margins[0], 1e-14);
        Assert.Equal(9, margins[1]);
    }

    [Fact]
    public void Constructor_NoMembers_Throws() => Assert.Throws<ArgumentException>(() => new MixtureModel(1, [], 1));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_ScaleOutOfRange_Throws(double scale) => AssertRefused("the scale must be positive", scale, new EnsembleMember(1, [0], One));

    [Fact]
    public void Constructor_MembersThatDoNotFit_Throws()
    {
        AssertRefused("member 1: the weight", 1, new EnsembleMember(0, [0], One));
        AssertRefused("member 1 has 2 margins, others 1", 1, new EnsembleMember(1, [0], new ConstantModel(1, [1, 2])));
        AssertRefused("member 1 is a mixture", 1, new EnsembleMember(1, [0], new MixtureModel(1, [new EnsembleMember(1, [0], One)], 1)));
    }

    [Fact]
    public void Constructor_ScaleThatCouldOverflow_Throws() => AssertRefused("could overflow", 1e305, new EnsembleMember(1, [0], One));

    private static double[] Mean(MixtureModel model, float[] row)
    {
        double weights = model.Members.Sum(member => member.Weight);
        double[]? mean = null;
        foreach (EnsembleMember member in model.Members)
        {
            double[] outputs = Outputs(member.Model, [.. member.Features.Select(feature => row[feature])]);
            mean ??= new double[outputs.Length];
            for (int i = 0; i < outputs.Length; i++) mean[i] += member.Weight / weights * outputs[i];
        }

        return mean!;
    }

    private static double[] Outputs(MarginModel model, float[] row)
    {
        Link link = model.MarginCount == 1 ? Link.Sigmoid : Link.Softmax;
        var outputs = new double[LinkFunctions.OutputCount(link, model.MarginCount)];
        LinkFunctions.Apply(link, model.Margins(row), outputs);
        return outputs;
    }

    private static void AssertRefused(string reason, double scale, EnsembleMember second)
    {
        var refused = Assert.Throws<ArgumentException>(() => new MixtureModel(2, [new EnsembleMember(1, [1], One), second], scale));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}

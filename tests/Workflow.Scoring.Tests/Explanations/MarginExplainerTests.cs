using FsCheck;
using FsCheck.Fluent;
using Workflow.Scoring.Explanations;
using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Explanations;

public sealed class MarginExplainerTests
{
    [Fact]
    public void Explain_AnyModel_SumsToTheMargins() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(300).WithReplay(601, 303),
        Prop.ForAll<ulong>(seed =>
        {
            var numbers = new SeededNumbers(seed);
            MarginModel model = Explainable(numbers);
            ModelContributions.AssertSumToMargins(model, Rows(numbers, 20, model.FeatureCount));
        }));

    [Fact]
    public void Explain_ManyRows_EqualsRowByRowBitForBitAndHasOneBias() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(60).WithReplay(602, 303),
        Prop.ForAll<ulong>(seed =>
        {
            var numbers = new SeededNumbers(seed);
            MarginExplainer explainer = MarginExplainer.Create(Explainable(numbers));
            int features = explainer.Model.FeatureCount;
            float[] rows = Rows(numbers, numbers.Between(1, 150), features);
            double[] contributions = explainer.Contributions(rows);
            Bits.AssertEqual(rows.Chunk(features).SelectMany(row => explainer.Contributions(row)), contributions);
            double[][] biases = [.. contributions.Chunk(explainer.ContributionCount).Select(row => Biases(row, features))];
            Assert.All(biases, own => Bits.AssertEqual(biases[0], own));
        }));

    [Fact]
    public void Explain_ManyThreads_AnswerTheSame()
    {
        var numbers = new SeededNumbers(603);
        MarginExplainer explainer = MarginExplainer.Create(RandomModels.Trees(numbers, features: 6, margins: 3, trees: 20).Flatten());
        float[] rows = Rows(numbers, 200, 6);
        double[] expected = explainer.Contributions(rows);
        Parallel.For(0, 16, _ => Bits.AssertEqual(expected, explainer.Contributions(rows)));
    }

    [Fact]
    public void Explain_OnceWarm_AllocatesNothing()
    {
        var numbers = new SeededNumbers(604);
        MarginModel[] models =
        [
            RandomModels.Trees(numbers, features: 6, margins: 3, trees: 20).Flatten(),
            RandomModels.Forest(numbers, features: 6, outputs: 2, trees: 20).Flatten(),
            new CalibratedModel(RandomModels.Forest(numbers, features: 6, outputs: 1, trees: 5).Flatten(), [RandomModels.Curve(numbers)]),
            new EnsembleModel(6, [new EnsembleMember(1, [3, 1], RandomModels.Trees(numbers, features: 2, margins: 2, trees: 9).Flatten())]),
            new MixtureModel(6, [new EnsembleMember(1, [3, 1], RandomModels.Linear(numbers, features: 2, margins: 3))], 2),
            new MixtureModel(6, [.. Enumerable.Range(0, 3).Select(_ => new EnsembleMember(1, [3, 1], RandomModels.Linear(numbers, features: 2, margins: 1)))], 2),
        ];
        foreach (MarginExplainer explainer in models.Select(MarginExplainer.Create))
        {
            float[] rows = Rows(numbers, 100, 6);
            var contributions = new double[100 * explainer.ContributionCount];

            // Other tests take from the same pool: it is enough that one of many rounds finds all that it needs there.
            Assert.Equal(0, Enumerable.Range(0, 50).Min(_ => Allocated(() => explainer.Explain(rows, contributions))));
        }

        static long Allocated(Action work)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Explain_ConstantModel_IsItsBias() =>
        Assert.Equal([0, 0, 4, 0, 0, -1, 0, 0, 4, 0, 0, -1], new ConstantModel(2, [4, -1]).Contributions(1, 2, 3, float.NaN));

    [Fact]
    public void Explain_LinearModel_IsWeightTimesStandardisedFeature()
    {
        var model = new LinearModel(means: [1, -2], scales: [2, 4], intercepts: [10, 0.5], weights: [3, 1, -1, 8]);
        Assert.Equal([3, 2, 10, -1, 16, 0.5], model.Contributions(3, 6));
        Assert.Equal([0, 0, 10, 0, 0, 0.5], model.Contributions(1, float.NaN));
    }

    [Fact]
    public void Explain_LinearModel_IsTheShapleyValueWithMeansForUnknownFeatures()
    {
        var numbers = new SeededNumbers(605);
        LinearModel model = RandomModels.Linear(numbers, features: 5, margins: 1);
        float[] row = Rows(numbers, 1, 5);
        double[] expected = BruteForceShapley.Values(5, known => Worth(model, row, known));
        ModelContributions.AssertClose([.. expected, model.Intercepts[0]], model.Contributions(row), 1e-9);
    }

    [Theory]
    [InlineData(3, 6)]
    [InlineData(4, 5)]
    [InlineData(4, 7)]
    [InlineData(2, 2)]
    public void Explain_LengthsThatDoNotFit_Throws(int features, int contributions)
    {
        MarginExplainer explainer = MarginExplainer.Create(new ConstantModel(2, [1]));
        Assert.Throws<ArgumentException>(() => explainer.Explain(new float[features], new double[contributions]));
    }

    [Fact]
    public void Explain_NoRows_WritesNothing() => Assert.Empty(new ConstantModel(2, [1]).Contributions());

    // A file of half a megabyte can name so many features and margins that one row would fill the memory.
    [Fact]
    public void Create_MoreContributionsThanARowMayHave_Throws()
    {
        var refused = Assert.Throws<NotSupportedException>(() => MarginExplainer.Create(new ConstantModel(32_768, new double[65_535])));
        Assert.Contains("2147516415 contributions per row", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1 << 20, MarginExplainer.Create(new ConstantModel(1023, new double[1024])).ContributionCount);
    }

    private static MarginModel Explainable(SeededNumbers numbers)
    {
        while (true)
        {
            MarginModel model = RandomModels.Any(numbers);
            if (HasCovers(model)) return model;
        }
    }

    private static bool HasCovers(MarginModel model) => model switch
    {
        TreeEnsemble trees => !trees.Covers.IsEmpty,
        CalibratedModel calibrated => HasCovers(calibrated.Inner),
        EnsembleModel ensemble => ensemble.Members.All(member => HasCovers(member.Model)),
        MixtureModel mixture => mixture.Members.All(member => HasCovers(member.Model)),
        _ => true,
    };

    // Of the size of real data: 1e38 times a weight leaves no digit for the bias.
    private static float[] Rows(SeededNumbers numbers, int rows, int features) =>
        [.. RandomModels.Rows(numbers, rows, features, withExtremes: true).Select(x => float.IsNaN(x) ? x : Math.Clamp(x, -100, 100))];

    private static double[] Biases(double[] contributions, int features) => [.. contributions.Chunk(features + 1).Select(own => own[features])];

    private static double Worth(LinearModel model, float[] row, int known) =>
        model.Margins([.. row.Select((x, j) => (known & (1 << j)) == 0 ? float.NaN : x)])[0];
}

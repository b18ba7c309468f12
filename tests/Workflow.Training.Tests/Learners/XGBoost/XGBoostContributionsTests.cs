using FsCheck.Fluent;
using Workflow.Scoring.Explanations;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Learners.XGBoost.Native;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.XGBoost;

/// <summary>The scoring runtime's contributions against XGBoost's own, which are computed in single precision.</summary>
public sealed class XGBoostContributionsTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void Explain_AnyModel_AnswersXGBoostsOwnContributions() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "contributions");
            FeatureMatrix matrix = TestMatrices.Of(TestMatrices.Mixed(random, 20 + random.Next(80), 2 + random.Next(3)));
            var parameters = new XGBoostParameters
            {
                TreeMethod = random.Choose<string>(["exact", "hist"]),
                Eta = random.NextDouble(0.05, 0.5),
                MaxDepth = 1 + random.Next(8),
                Subsample = random.Choose<double>([0.7, 1]),
                Seed = random.Next(1000),
            };
            AssertSame(matrix, parameters, rounds: 1 + random.Next(12));
        },
        tests: 100);

    // Several points of the rule per path: more features than one vector of four points integrates exactly.
    [Theory]
    [InlineData(2, 12)]
    [InlineData(4, 10)]
    public void Explain_DeepTreesOfManyFeatures_AnswersXGBoostsOwnContributions(int classCount, int depth) => AssertSame(
        TestMatrices.Numbers(7, rows: 1500, features: 24, classCount, missing: 0.1),
        new XGBoostParameters { MaxDepth = depth, MinChildWeight = 0, Eta = 0.1 },
        rounds: 10);

    private static void AssertSame(FeatureMatrix matrix, XGBoostParameters parameters, int rounds)
    {
        using DMatrix data = DMatrix.Create(matrix);
        using var booster = new Booster(parameters.ToTexts(), data);
        for (int round = 0; round < rounds; round++) booster.Update(round, data);
        MarginExplainer explainer = MarginExplainer.Create(XGBoostModelReader.Read(booster.SaveJson(), matrix.FeatureCount, matrix.MarginCount));
        var expected = new float[matrix.RowCount * explainer.ContributionCount];
        booster.PredictContributions(data, expected);
        var actual = new double[expected.Length];
        explainer.Explain(matrix.Values, actual);
        double largest = expected.Zip(actual, (e, a) => Math.Abs(e - a) / Math.Max(1, Math.Abs(e))).Max();
        Assert.True(largest <= Tolerance, $"the largest difference is {largest}");
    }
}

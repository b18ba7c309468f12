using Workflow.Scoring.Models;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.XGBoost;

public sealed class MonotoneDirectionsTests
{
    // The chance of class 1 rises with the first feature and falls with the second, with much noise; the third says nothing, the fourth is constant.
    private static readonly FeatureMatrix Noisy = Create(400);

    [Fact]
    public void Of_FeaturesThatRiseFallOrSayNothing_TellsThemApart() => Assert.Equal([1, -1, 0, 0], MonotoneDirections.Of(Noisy));

    [Fact]
    public void Of_MissingValues_AreLeftOut()
    {
        FeatureMatrix matrix = TestMatrices.Create([0, 1, 0, 1, 0, 1], 2, float.NaN, 9, float.NaN, -9, 1, 5, 4, 5, 2, 5, 6, 5);
        Assert.Equal(1, MonotoneDirections.Of(matrix)[0]);
        Assert.Equal(0, MonotoneDirections.Of(TestMatrices.Create([0, 1], 2, float.NaN, float.NaN))[0]);
    }

    // The middle level is the worst: names sort by chance.
    [Fact]
    public void Of_LevelsOfACategory_AreFree()
    {
        int[] labels = [.. Enumerable.Range(0, 90).Select(row => row % 2)];
        double[] levels = [.. labels.Select((label, row) => label == 1 ? row % 4 == 1 ? 1.0 : 2 : 0)];
        var data = TestDatasets.Create([TestDatasets.Number("number"), TestDatasets.Category("level", "a", "b", "c")], [levels, levels], labels, 2);
        FeaturePlan plan = TestMatrices.SearchPlan(data);
        FeatureMatrix ordinal = plan.Matrix([.. Enumerable.Range(0, 90)]).SelectFeatures(plan.FeaturesOf(FeatureEncoding.Ordinal));
        Assert.Equal([1, 0], MonotoneDirections.Of(ordinal));
    }

    [Fact]
    public void Of_SeveralClasses_HaveNoDirection() => Assert.Throws<ArgumentException>(() => MonotoneDirections.Of(TestMatrices.Numbers(1, classCount: 3)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_Monotone_NeverTurnsBackAlongADirection(bool isForest)
    {
        MarginModel free = Fit(isForest, isMonotone: false), held = Fit(isForest, isMonotone: true);
        Assert.True(Falls(free, feature: 0) > 0.01, "without the constraint the noise is learned");
        Assert.Equal(0, Falls(held, feature: 0), 6);
        Assert.Equal(0, Falls(held, feature: 1, sign: -1), 6);
    }

    [Fact]
    public void Interpretability_FromSevenOn_HoldsModelsOfTwoClassesToADirection()
    {
        Assert.False(new Dials(null, null, 6).Apply(new ExperimentDefinition()).IsMonotone);
        ExperimentDefinition readable = new Dials(null, null, 7).Apply(new ExperimentDefinition { Folds = 3 }) with { Trials = 12 };
        Assert.True(readable.IsMonotone);
        Assert.All(Run(readable, 2), entry => Assert.True(entry.Learner is not ("xgboost" or "random-forest") || entry.Parameters["monotone_constraints"] == "by correlation"));
        Assert.DoesNotContain(Run(readable, 2), entry => entry.Learner == "extra-trees");
        Assert.DoesNotContain(Run(readable, 3), entry => entry.Parameters.ContainsKey("monotone_constraints"));
    }

    private static IReadOnlyList<LeaderboardEntry> Run(ExperimentDefinition definition, int classes)
    {
        var data = TestMatrices.Mixed(new SeededRandom(3), 120, classes);
        return new Experiment(definition, TestMatrices.SearchPlan(data), [.. Enumerable.Range(0, data.RowCount)], TimeProvider.System)
            .Run(2, null, TestContext.Current.CancellationToken).Leaderboard;
    }

    private static MarginModel Fit(bool isForest, bool isMonotone) => isForest
        ? new XGBoostForestLearner(new XGBoostForestParameters { IsMonotone = isMonotone }).Fit(Noisy, 16, TestContext.Current.CancellationToken)
        : new XGBoostLearner(new XGBoostParameters { IsMonotone = isMonotone }).Fit(Noisy, 30, TestContext.Current.CancellationToken);

    // The farthest that the margin falls while a feature rises and all others stand still.
    private static double Falls(MarginModel model, int feature, int sign = 1)
    {
        double farthest = 0;
        for (int row = 0; row < 20; row++)
        {
            var grid = new float[100 * 4];
            for (int i = 0; i < 100; i++)
            {
                Noisy.Values.Slice(row * 4, 4).CopyTo(grid.AsSpan(i * 4));
                grid[(i * 4) + feature] = (i - 50) / 15f;
            }

            var margins = new double[100];
            model.ComputeMargins(grid, anyMissing: true, margins);
            for (int i = 1; i < margins.Length; i++) farthest = Math.Max(farthest, sign * (margins[i - 1] - margins[i]));
        }

        return farthest;
    }

    private static FeatureMatrix Create(int rows)
    {
        var random = new SeededRandom(8);
        var values = new List<float>();
        var labels = new List<int>();
        for (int row = 0; row < rows; row++)
        {
            double rises = random.NextNormal(), falls = random.NextNormal();
            values.AddRange([(float)rises, (float)falls, (float)random.NextNormal(), 7f]);
            labels.Add(rises - falls + (1.5 * random.NextNormal()) > 0 ? 1 : 0);
        }

        return TestMatrices.Create([.. labels], 2, [.. values]);
    }
}

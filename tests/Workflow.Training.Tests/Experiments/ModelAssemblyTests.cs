using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

/// <summary>What is deployed sees each feature where the learner saw it, whatever the order of the columns and their encodings.</summary>
public sealed class ModelAssemblyTests
{
    // A category before the numbers: the ordinal step of it comes after all plain steps of the plan, but first among those that a tree sees.
    private static readonly string[] Levels = ["a", "b", "c", "d"];

    [Theory]
    [InlineData("xgboost")]
    [InlineData("random-forest")]
    [InlineData("decision-tree")]
    [InlineData("extra-trees")]
    [InlineData("ridge")]
    public void Run_ANumberFromMixedColumns_IsPredictedAsWellAsItWasLearned(string learner)
    {
        var random = new SeededRandom(31);
        double[] category = Draw(random, () => random.Next(Levels.Length)), large = Draw(random, () => 1000 * random.NextDouble()), small = Draw(random, () => random.NextDouble());
        double[] targets = [.. Enumerable.Range(0, category.Length).Select(i => (3 * category[i]) + (small[i] * 2))];
        Dataset data = TestDatasets.Regression([TestDatasets.Category("c", Levels), TestDatasets.Number("large"), TestDatasets.Number("small")], [category, large, small], targets);
        ExperimentResult result = Run(data, learner);
        FeatureMatrix seen = result.Plan.Matrix([.. Enumerable.Range(0, data.RowCount)]);
        double[] predicted = result.Model.Margins(seen);
        double error = Math.Sqrt(predicted.Zip(targets, (a, b) => (a - b) * (a - b)).Average());
        Assert.InRange(error, 0, 1.2 * result.Winner.Rmse!.Value);
        Assert.InRange(error, 0, 1.5);
    }

    [Theory]
    [InlineData("xgboost")]
    [InlineData("random-forest")]
    [InlineData("decision-tree")]
    public void Run_TwoClassesFromMixedColumnsWithACurve_ArePredictedAsWellAsTheyWereLearned(string learner)
    {
        var random = new SeededRandom(32);
        double[] category = Draw(random, () => random.Next(Levels.Length), 1200), large = Draw(random, () => 1000 * random.NextDouble(), 1200);
        int[] labels = [.. category.Select((level, i) => level + (large[i] / 1000) + (0.5 * random.NextNormal()) > 2 ? 1 : 0)];
        Dataset data = TestDatasets.Create([TestDatasets.Category("c", Levels), TestDatasets.Number("large")], [category, large], labels, 2);
        ExperimentResult result = Run(data, learner);
        FeatureMatrix seen = result.Plan.Matrix([.. Enumerable.Range(0, data.RowCount)]);
        Assert.InRange(seen.LogLoss(result.Model.Margins(seen)), 0, 1.1 * result.Winner.LogLoss!.Value);
    }

    private static double[] Draw(SeededRandom random, Func<double> cell, int rows = 300) => [.. Enumerable.Range(0, rows).Select(_ => cell())];

    private static ExperimentResult Run(Dataset data, string learner) => new Experiment(
        new ExperimentDefinition { Trials = 3, Folds = 3, EnsembleSize = 1, Learners = [learner] },
        TestMatrices.SearchPlan(data),
        [.. Enumerable.Range(0, data.RowCount)],
        TimeProvider.System).Run(2, null, TestContext.Current.CancellationToken);
}

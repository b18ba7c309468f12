using Workflow.Scoring.Models;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Learners.Forests;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

public sealed class FeatureUseTests
{
    [Fact]
    public void Keep_WhatTheTreesLookAt_PredictsTheSame()
    {
        FeatureMatrix matrix = TestMatrices.SearchPlan(TestDatasets.Numbers(new SeededRandom(4), 60, 12, 3, missing: 0.1)).Matrix([.. Enumerable.Range(0, 60)]);
        MarginModel model = Tree().Fit(matrix, 1, TestContext.Current.CancellationToken);
        int[] kept = [.. FeatureUse.Of(model).Index().Where(feature => feature.Item).Select(feature => feature.Index)];
        Assert.InRange(kept.Length, 1, 7);
        Assert.Equal(model.Margins(matrix), FeatureUse.Keep(model, kept).Margins(matrix.SelectFeatures(kept)));
    }

    // The recipe's own column says nothing, yet callers have sent it ever since.
    [Theory]
    [InlineData("decision-tree")]
    [InlineData("xgboost")]
    public void Run_DerivedColumnsThatNoTreeLooksAt_AreNoInputs(string learner)
    {
        SeededRandom random = new(8);
        int[] labels = [.. Enumerable.Range(0, 120).Select(row => row % 2)];
        double[] noise = [.. labels.Select(_ => random.NextNormal())], signal = [.. labels.Select(label => label + (0.1 * random.NextNormal()))], constant = new double[120];
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Number("own"), Derived("never_changes"), Derived("tells")], [noise, constant, signal], labels, 2);
        int[] rows = [.. Enumerable.Range(0, 120)];
        var experiment = new Experiment(
            new ExperimentDefinition { Trials = 1, Folds = 3, Learners = [learner], EnsembleSize = 1 }, TestMatrices.SearchPlan(dataset), rows, TimeProvider.System);
        ExperimentResult result = experiment.Run(1, null, TestContext.Current.CancellationToken);
        Assert.Equal(["own", "tells"], result.Plan.Columns.Select(column => column.Name));
        Assert.Equal(2, result.Model.FeatureCount);
    }

    private static DatasetColumn Derived(string name) => TestDatasets.Number(name) with { DerivedFrom = ["own"] };

    private static ForestLearner Tree() =>
        new("decision-tree", new ForestParameters { Trees = 1, Rule = SplitRule.Best, MaximumDepth = 3, MinimumLeaf = 4, Seed = 1 }, FeatureEncoding.Plain);
}

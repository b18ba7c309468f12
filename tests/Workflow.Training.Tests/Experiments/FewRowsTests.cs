using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

/// <summary>A table of fewer rows than folds is searched with a fold for each row.</summary>
public sealed class FewRowsTests
{
    [Theory]
    [InlineData(4, 5, 4)]
    [InlineData(10, 20, 10)]
    [InlineData(10, 10, 10)]
    [InlineData(10, 3, 3)]
    public void Run_FewRows_TriesEveryLearnerOnAsManyFoldsAsThereAreRows(int rows, int folds, int used)
    {
        Dataset dataset = TestDatasets.Numbers(new SeededRandom(3), rows, 2, 2);
        var definition = new ExperimentDefinition { Trials = 6, Folds = folds, EnsembleSize = 1 };
        var experiment = new Experiment(definition, TestMatrices.SearchPlan(dataset), [.. Enumerable.Range(0, rows)], TimeProvider.System);
        Assert.Equal(used, experiment.Folds);
        ExperimentResult result = experiment.Run(1, null, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(result.Leaderboard, entry => entry.Status == TrialStatus.Failed);
        Assert.Equal(used, result.Winner.Folds);
    }

    [Fact]
    public void Create_FewerRowsToSearchThanFolds_HasAsManyFoldsAsThoseRows()
    {
        Dataset dataset = TestDatasets.Numbers(new SeededRandom(3), 40, 2, 2);
        var definition = new ExperimentDefinition { SearchRows = 12, Folds = 20 };
        Assert.Equal(12, new Experiment(definition, TestMatrices.SearchPlan(dataset), [.. Enumerable.Range(0, 40)], TimeProvider.System).Folds);
    }
}

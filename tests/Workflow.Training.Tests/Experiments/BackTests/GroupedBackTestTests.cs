using System.Text.Json;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Experiments.Selection;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments.BackTests;

public sealed class GroupedBackTestTests
{
    private const int Blocks = 40;
    private const int RowsOfBlock = 6;

    // The column tells which block a row is of, and nothing else: only rows of a known block can be told.
    private static readonly Dataset Recognisable = Create(label: block => (block * 7 / 3) % 2, cell: block => block);

    // The column tells the label of every row, of whatever block.
    private static readonly Dataset Understandable = Create(label: block => block % 2, cell: block => (block % 2 * 10) + (0.1 * block));

    [Fact]
    public void Run_RowsThatAreRecognisedByTheirBlock_ArePredictedOnlyWithRandomFolds()
    {
        BackTest test = Run(Recognisable, OfBlocks)!;
        Assert.Equal((Blocks, true, 4), (test.Groups, test.AreBlocks, test.Folds));
        Assert.InRange(test.Random.Accuracy!.Value, 0.95, 1);
        Assert.InRange(test.Grouped.Accuracy!.Value, 0, 0.8);
        Assert.True(test.Grouped.LogLoss > 3 * test.Random.LogLoss);
    }

    [Fact]
    public void Run_RowsThatAreUnderstood_ArePredictedBothWays()
    {
        BackTest test = Run(Understandable, OfBlocks)!;
        Assert.Equal(1, test.Random.Accuracy);
        Assert.Equal(1, test.Grouped.Accuracy);
    }

    // With misses that cost much, the same model says the second class of many more rows.
    [Fact]
    public void Run_TwoClassesWithCosts_AreJudgedWhereTheModelDecides()
    {
        ExperimentResult result = Search(Recognisable, OfBlocks, new MistakeCosts(1, 40));
        OperatingPoint point = result.OperatingPoint!;
        Assert.True(point.Threshold < 0.4);
        Assert.Equal(point.Threshold, result.Winner.Threshold);
        Assert.Equal(1 - ((double)(point.FalsePositives + point.FalseNegatives) / Recognisable.RowCount), result.Winner.Accuracy!.Value, 12);
        Assert.Equal((result.Winner.Accuracy, point.CostPerRow), (result.BackTest!.Random.Accuracy, result.BackTest.Random.CostPerRow!.Value));
        Assert.True(result.BackTest.Grouped.CostPerRow > point.CostPerRow);
    }

    [Fact]
    public void Run_SeveralThreads_GiveTheSameFigures() =>
        Assert.Equal(JsonSerializer.Serialize(Run(Recognisable, OfBlocks)), JsonSerializer.Serialize(Run(Recognisable, OfBlocks, threads: 4)));

    [Fact]
    public void Run_NoGroupsOrOneAlone_IsNotTested()
    {
        Assert.Null(Run(Recognisable, null));
        Assert.Null(Run(Recognisable, new RowGrouping(new int[Blocks * RowsOfBlock], false)));
    }

    [Fact]
    public void Of_ClassThatStandsInOneBlock_TakesStretchesInstead()
    {
        Dataset data = Create(label: block => block == 3 ? 1 : 0, cell: block => block);
        int[] blocks = [.. Enumerable.Range(0, data.RowCount).Select(row => row / RowsOfBlock)], rows = [.. Enumerable.Range(0, data.RowCount)];
        Assert.False(RowGrouping.Of(data, rows, blocks).AreBlocks);
        Assert.True(RowGrouping.Of(Recognisable, rows, blocks).AreBlocks);
        Assert.False(RowGrouping.Of(Recognisable, rows, null).AreBlocks);
    }

    private static RowGrouping OfBlocks { get; } = new([.. Enumerable.Range(0, Blocks * RowsOfBlock).Select(row => row / RowsOfBlock)], true);

    private static Dataset Create(Func<int, int> label, Func<int, double> cell)
    {
        var random = new SeededRandom(5);
        int[] blocks = [.. Enumerable.Range(0, Blocks * RowsOfBlock).Select(row => row / RowsOfBlock)];
        return TestDatasets.Create(
            [TestDatasets.Number("x"), TestDatasets.Number("noise")],
            [[.. blocks.Select(block => cell(block) + (0.01 * random.NextNormal()))], [.. blocks.Select(_ => random.NextNormal())]],
            [.. blocks.Select(label)],
            2);
    }

    private static BackTest? Run(Dataset data, RowGrouping? grouping, int threads = 1) => Search(data, grouping, null, threads).BackTest;

    private static ExperimentResult Search(Dataset data, RowGrouping? grouping, MistakeCosts? costs, int threads = 1)
    {
        var definition = new ExperimentDefinition { Trials = 6, Folds = 4, Learners = ["prior", "decision-tree", "xgboost"], Costs = costs };
        return new Experiment(definition, TestMatrices.SearchPlan(data), [.. Enumerable.Range(0, data.RowCount)], TimeProvider.System) { Grouping = grouping }
            .Run(threads, null, TestContext.Current.CancellationToken);
    }
}

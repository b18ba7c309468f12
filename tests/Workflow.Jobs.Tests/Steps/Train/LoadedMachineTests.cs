using Workflow.Jobs.Json;
using Workflow.Jobs.Steps.Train;
using Workflow.Jobs.Tests.TestData;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Randomness;

namespace Workflow.Jobs.Tests.Steps.Train;

/// <summary>How fast trials are, and in which order they end, decides nothing.</summary>
public sealed class LoadedMachineTests
{
    private static readonly Dataset Data = Create(rows: 120, classCount: 3);
    private static readonly Lazy<(byte[] Leaderboard, byte[] Model)> Idle = new(() => Train(1));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Run_OnALoadedMachine_MakesTheBytesOfAnIdleOne(int workers)
    {
        (byte[] leaderboard, byte[] model) = Idle.Value;
        using var load = new BusyProcessors();
        (byte[] loadedLeaderboard, byte[] loadedModel) = Train(workers);
        Assert.Equal(leaderboard, loadedLeaderboard);
        Assert.Equal(model, loadedModel);
    }

    private static (byte[] Leaderboard, byte[] Model) Train(int workers)
    {
        int[] rows = [.. Enumerable.Range(0, Data.RowCount)];
        FeaturePlan plan = FeaturePlan.Create(Data, new HashSet<string>(StringComparer.Ordinal), rows, Experiment.Encodings);
        ExperimentResult result = new Experiment(new ExperimentDefinition { Trials = 14, Folds = 3 }, plan, rows, TimeProvider.System)
            .Run(workers, null, TestContext.Current.CancellationToken);
        return (JobsJson.WriteUtf8(Leaderboard.Of(result)), ModelCodec.Write(result.Model));
    }

    private static Dataset Create(int rows, int classCount)
    {
        SeededRandom random = new(6);
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % classCount)];
        double[][] cells = [.. Enumerable.Range(0, 4).Select(column => labels.Select(label => (label * column / 4.0) + random.NextNormal()).ToArray())];
        var schema = new DatasetSchema
        {
            Recipe = "test",
            Row = "row",
            RowCount = rows,
            Features = [.. cells.Select((_, column) => new DatasetColumn { Name = $"x{column}", Type = ColumnType.Number })],
            Target = "y",
            Classes = [.. Enumerable.Range(0, classCount).Select(c => new TargetClass($"{c}", null))],
            RecipeSha256 = new string('0', 64),
            SourceSha256 = new string('0', 64),
            Simulated = false,
        };
        return new Dataset(schema, cells, labels);
    }
}

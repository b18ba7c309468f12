using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Tests.TestData;
using Workflow.Scoring.Schema;
using Workflow.Testing.Files;
using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Splits;

namespace Workflow.Jobs.Tests.Steps.Guard;

public sealed class GuardStepTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Told while the run goes on: the log has it before the step has ended.
    [Fact]
    public async Task Run_LeakyColumn_IsWrittenToTheLogWithItsAucAndAdvice()
    {
        var log = new CollectedLog();
        StepResult result = await RunAsync(new LeakageDefinition(), log);
        Assert.Null(result.Failure);
        string line = Assert.Single(log.Lines, line => line.StartsWith("[leakage]", StringComparison.Ordinal));
        Assert.StartsWith("[leakage] leak alone predicts y with AUC 1.0000 (", line, StringComparison.Ordinal);
        Assert.EndsWith("; consider dropping it, or allow it in the recipe with a reason", line, StringComparison.Ordinal);
        Assert.Single(log.Lines, line => line == "[balance] classes of y: 50/50 % of the training rows (a: 60, b: 60)");
    }

    [Fact]
    public async Task Run_LeakyColumn_FailsTheStepWhereAsked()
    {
        StepResult result = await RunAsync(new LeakageDefinition { Action = GuardAction.Fail }, new CollectedLog());
        GuardException failure = Assert.IsType<GuardException>(result.Failure);
        Assert.Equal("leak", Assert.Single(failure.Findings).Column);
        Assert.NotNull(result.Outputs.Find("report"));
    }

    [Fact]
    public async Task Run_EveryColumnDropped_SaysFirstThatNoneIsLeft()
    {
        StepResult result = await RunAsync(new LeakageDefinition { Action = GuardAction.Drop }, new CollectedLog(), other: _ => 1);
        string[] lines = Assert.IsType<GuardException>(result.Failure).Message.Split('\n');
        Assert.Equal("no column is left to train on: guards have dropped every one", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("leak alone predicts y", StringComparison.Ordinal));
        Assert.NotNull(result.Outputs.Find("report"));
    }

    private static async Task<StepResult> RunAsync(LeakageDefinition leakage, CollectedLog log, Func<int, double>? other = null)
    {
        using var folder = new TemporaryFolder();
        var artifacts = new DirectoryArtifactStore(folder.File("artifacts"));
        int[] labels = [.. Enumerable.Range(0, 160).Select(row => row % 2)];
        var schema = new DatasetSchema
        {
            Recipe = "test",
            Row = "row",
            RowCount = labels.Length,
            Features = [new DatasetColumn { Name = "leak", Type = ColumnType.Number }, new DatasetColumn { Name = "other", Type = ColumnType.Number }],
            Target = "y",
            Classes = [new TargetClass("a", null), new TargetClass("b", null)],
            RecipeSha256 = new string('0', 64),
            SourceSha256 = new string('0', 64),
            Simulated = false,
        };
        var dataset = new Dataset(schema, [[.. labels.Select(label => label + 0.5)], [.. Enumerable.Range(0, labels.Length).Select(other ?? (row => row * 7 % 11 / 2.0))]], labels);
        DataSplit split = Splitter.Split(dataset, new SplitDefinition { TrainName = "train", TestName = "test" });
        PipelineDefinition definition = SampleDefinitions.Of("guard");
        var context = new StepContext(
            new StepClaim("run", "guard", 1),
            definition with { Model = definition.Model! with { Guards = new GuardsDefinition(leakage, new ShiftDefinition()) } },
            new Dictionary<string, StepOutputs>(StringComparer.Ordinal)
            {
                ["ingest"] = await OutputsAsync(artifacts, "dataset", DatasetFile.Write(dataset)),
                ["split"] = await OutputsAsync(artifacts, "split", JobsJson.WriteUtf8(split)),
            },
            artifacts,
            new Lazy<string>(folder.File("work")),
            new CollectedProgress(),
            log);
        PreparedStep prepared = await new GuardStep().PrepareAsync(context, Cancellation);
        return await prepared.RunAsync(Cancellation);
    }

    private static async Task<StepOutputs> OutputsAsync(DirectoryArtifactStore artifacts, string name, byte[] content) => new(
        new SortedDictionary<string, string>(StringComparer.Ordinal) { [name] = await artifacts.PutAsync(content, Cancellation) },
        new SortedDictionary<string, string>(StringComparer.Ordinal));
}

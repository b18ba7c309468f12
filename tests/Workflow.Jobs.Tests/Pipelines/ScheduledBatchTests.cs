using Workflow.Jobs.Pipelines;
using Workflow.Testing.Files;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Pipelines;

public sealed class ScheduledBatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EverythingThatABatchMaySay_IsThere()
    {
        ScheduledBatch batch = Read("in: [incoming/*.csv, late.tsv], out: scored/, version: 3, keep: [cycle, rig], contributions: true, maxErrors: 100")!;

        Assert.Equal(["incoming/*.csv", "late.tsv"], batch.Inputs);
        Assert.Equal(["cycle", "rig"], batch.Options.Kept);
        Assert.Equal(("scored/", "3", true, "100"), (batch.Output, batch.Version, batch.Options.HasContributions, batch.Options.MostErrors));
        ScheduledBatch least = Read("in: rows.jsonl, out: scored.jsonl")!;
        Assert.Equal(("scored.jsonl", null, false, "1%"), (least.Output, least.Version, least.Options.HasContributions, least.Options.MostErrors));
    }

    [Theory]
    [InlineData("out: scored/", "in: incoming/*.csv")]
    [InlineData("in: a.csv", "out: scored/ for one output per input")]
    [InlineData("in: a.csv, out: scored.xlsx", "'scored.xlsx' is no file of rows")]
    [InlineData("in: a.csv, out: scored/, maxErrors: few", "'few' is no limit of wrong rows")]
    [InlineData("in: a.csv, out: scored/, into: x", "into")]
    public void Read_SomethingWrong_SaysWhat(string text, string told) =>
        Assert.Contains(told, Assert.Throws<ConfigurationException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_ARunWithWhatABatchHas_IsRefused()
    {
        File.WriteAllText(_folder.File("pipelines.yaml"), "pipelines: {p: {steps: {work: {run: [\"true\"]}}, schedules: {nightly: {cron: 0 2 * * *, in: a.csv}}}}");

        Assert.Contains("in", Assert.Throws<ConfigurationException>(() => PipelinesFile.Open(_folder.File("pipelines.yaml")).Read("p", [])).Message, StringComparison.Ordinal);
    }

    private ScheduledBatch? Read(string text)
    {
        File.WriteAllText(_folder.File("pipelines.yaml"), $"pipelines: {{p: {{steps: {{work: {{run: [\"true\"]}}}}, schedules: {{nightly: {{do: batch, cron: 0 2 * * *, {text}}}}}}}}}");
        return Assert.Single(PipelinesFile.Open(_folder.File("pipelines.yaml")).Read("p", []).Schedules).ScheduledBatch;
    }
}

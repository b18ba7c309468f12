using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Pipelines;

public sealed class StepPolicyReaderTests
{
    private const string Yaml = """
        pipelines:
          p:
            tags: [nightly, rig]
            priority: 5
            limits: {pipeline: 2}
            steps:
              fetch: {run: [sh, fetch.sh], outputs: {table: file, rows: number}, retry: {attempts: 4, delay: 10s, factor: 3, max: 5m, jitter: 0}}
              report:
                run: [python3, report.py]
                inputs: {data: fetch.table}
                parameters: {THRESHOLD: 0.5}
                queue: reports
                priority: -3
                approval: true
                memory: 2GiB
                limits: {gpu: 1}
                timeout: {start: 1h, run: 90s, heartbeat: 250ms}
                clean-up: [sh, tidy.sh]
                cache: true

        """;

    [Fact]
    public void Read_EveryKey_ArrivesWhereItBelongs()
    {
        PipelineConfig config = TestPipelines.Read(Yaml);
        Assert.Null(config.Model);
        Assert.Equal((5, "nightly rig"), (config.Priority, string.Join(' ', config.Tags)));
        StepDefinition fetch = config.Steps[0];
        Assert.Equal(
            new RetryDefinition { Attempts = 4, Delay = TimeSpan.FromSeconds(10), Factor = 3, MaximumDelay = TimeSpan.FromMinutes(5), Jitter = 0 }, fetch.Retry);
        Assert.Equal([new ConcurrencyLimit("pipeline:p", 2)], fetch.Limits);
        Assert.Equal(OutputType.Number, fetch.Program!.Outputs["rows"]);

        StepDefinition report = config.Steps[1];
        Assert.Equal(["fetch"], report.DependsOn);
        Assert.Equal(("reports", -3, true, 2L << 30), (report.Queue, report.Priority, report.NeedsApproval, report.MemoryLimit));
        Assert.Equal([new ConcurrencyLimit("tag:gpu", 1), new ConcurrencyLimit("pipeline:p", 2)], report.Limits);
        Assert.Equal(
            new TimeoutDefinition { Start = TimeSpan.FromHours(1), Run = TimeSpan.FromSeconds(90), Heartbeat = TimeSpan.FromMilliseconds(250) }, report.Timeout);
        ProgramDefinition program = report.Program!;
        Assert.Equal(["python3", "report.py"], program.Command);
        Assert.Equal(["sh", "tidy.sh"], program.CleanUp!);
        Assert.Equal(new OutputReference("fetch", "table"), program.Inputs["data"]);
        Assert.Equal(("0.5", true), (program.Parameters["THRESHOLD"], program.IsCached));
    }

    [Fact]
    public void Read_Setting_ReachesAStep() =>
        Assert.Equal(9, TestPipelines.Read(Yaml, "steps.fetch.retry.attempts=9").Steps[0].Retry.Attempts);

    [Fact]
    public void Read_Standard_StandsForAllStepsAndLeavesRoomForMore()
    {
        PipelineConfig config = TestPipelines.Read(
            "pipelines: {p: {recipe: r, target: t, environments: {dev: }, steps: {standard: , train: {memory: 4GB}, tell: {run: [tell], after: deploy}}}}\n");
        Assert.Equal("ingest split guard train publish-scorer validate build-image deploy tell".Split(' ').Order(StringComparer.Ordinal), config.Steps.Select(step => step.Name).Order(StringComparer.Ordinal));
        Assert.Equal(4_000_000_000, config.Steps.Single(step => step.Name == "train").MemoryLimit);
        Assert.Equal((StepQueues.Train, 3), (config.Steps.Single(step => step.Name == "train").Queue, config.Steps.Single(step => step.Name == "train").Retry.Attempts));
        Assert.Equal(["deploy"], config.Steps[^1].DependsOn);
        Assert.NotNull(config.Model);
    }

    [Theory]
    [InlineData("delay: 10s", "delay: 10", "retry.delay: '10' is not a duration such as 250ms, 10s, 5m, 2h or 1d")]
    [InlineData("max: 5m", "max: 5s", "retry.max: the longest wait, 5 s, is shorter than the first, 10 s")]
    [InlineData("run: 90s", "run: 31d", "timeout.run: '31d' is too long: at most 30d")]
    [InlineData("heartbeat: 250ms", "heartbeat: 1200h", "timeout.heartbeat: '1200h' is too long: at most 30d")]
    [InlineData("memory: 2GiB", "memory: lots", "memory: 'lots' is not a size such as 512MB, 2GB or 2GiB")]
    [InlineData("limits: {gpu: 1}", "limits: {gpu: 0}", "limits.gpu: '0' is not a whole number from 1 to 10000")]
    [InlineData("queue: reports", "queue: My Queue", "queue: 'My Queue' is no name of a queue")]
    [InlineData("rows: number", "rows: integer", "outputs.rows: 'integer' is unknown; allowed: file, json, text, number")]
    [InlineData("data: fetch.table", "data: fetch.tabel", "inputs: data: no step makes 'fetch.tabel'; did you mean 'fetch.table'?")]
    [InlineData("data: fetch.table", "data: fetch", "inputs.data: 'fetch' is no output of a step: it is written STEP.OUTPUT, for example ingest.dataset")]
    [InlineData("THRESHOLD: 0.5", "WORKFLOW_HOME: /", "parameters.WORKFLOW_HOME: 'WORKFLOW_HOME' is no name of a variable")]
    [InlineData("queue: reports", "qeue: reports", "qeue: unknown key; did you mean 'queue'?")]
    [InlineData("run: [sh, fetch.sh], ", "", "'fetch' is no step;")]
    public void Read_OneMistake_IsReported(string from, string to, string expected)
    {
        Assert.Contains(from, Yaml, StringComparison.Ordinal);
        Assert.Contains(expected, string.Join('\n', TestPipelines.Problems(Yaml.Replace(from, to, StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 10, 10)]
    [InlineData(2, 30, 30)]
    [InlineData(3, 90, 90)]
    [InlineData(4, 100, 100)]
    [InlineData(60, 100, 100)]
    public void DelayAfter_WithoutChance_GrowsUpToItsMaximum(int attempt, double atLeast, double atMost)
    {
        var retry = new RetryDefinition { Delay = TimeSpan.FromSeconds(10), Factor = 3, MaximumDelay = TimeSpan.FromSeconds(100), Jitter = 0 };
        Assert.InRange(retry.DelayAfter(attempt, "run/step").TotalSeconds, atLeast, atMost);
    }

    [Fact]
    public void DelayAfter_WithChance_IsTheSameForTheSameSeedAndSpreadsOthers()
    {
        var retry = new RetryDefinition { Delay = TimeSpan.FromSeconds(100), Jitter = 0.5 };
        TimeSpan[] delays = [.. Enumerable.Range(0, 50).Select(i => retry.DelayAfter(1, $"run {i}"))];
        Assert.Equal(delays, Enumerable.Range(0, 50).Select(i => retry.DelayAfter(1, $"run {i}")));
        Assert.All(delays, delay => Assert.InRange(delay.TotalSeconds, 50, 100));
        Assert.True(delays.Distinct().Count() > 40);
    }
}

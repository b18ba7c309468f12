using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.Programs;
using Workflow.Jobs.Tests.Steps.Programs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Workers;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Workers;

/// <summary>Programs of steps as a worker runs them.</summary>
public sealed class ProgramRunTests(PostgresServer postgres) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StandInEngine _engine = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Theory, OnEveryEngine]
    public async Task RunAsync_ProgramsInARow_HandOnWhatTheyMade(DatabaseEngine engine)
    {
        await using TestWorker worker = await CreateAsync(engine);
        string id = await BeginAsync(
            worker,
            Step("make", "echo 41 > $WORKFLOW_OUTPUTS/count", outputs: ("count", OutputType.Number)),
            Step("add", "echo $(( $(cat $WORKFLOW_INPUTS/before) + 1 )) > $WORKFLOW_OUTPUTS/count", outputs: ("count", OutputType.Number), inputs: ("before", new("make", "count"))));
        Assert.Equal("make=Succeeded add=Succeeded", await worker.Runs.StatesAsync(id));
        Assert.Equal("42", (await worker.Runs.FindAsync(id, "add")).Outputs?.Values["count"]);
        Assert.Empty(worker.LeftBehind());
    }

    [Fact]
    public async Task RunAsync_ProgramThatFailsOnce_IsTriedAgain()
    {
        await using TestWorker worker = await CreateAsync(DatabaseEngine.Sqlite);
        StepDefinition step = Step("flaky", "test $WORKFLOW_ATTEMPT = 2") with { Retry = new RetryDefinition { Attempts = 2, Delay = TimeSpan.FromSeconds(5) } };
        string id = await BeginAsync(worker, step);
        Assert.Equal("flaky=Waiting", await worker.Runs.StatesAsync(id));
        worker.Runs.Clock.Advance(TimeSpan.FromSeconds(10));
        await worker.Runs.SweepAsync();
        await WorkAsync(worker, id);
        Assert.Equal("flaky=Succeeded", await worker.Runs.StatesAsync(id));
    }

    [Fact]
    public async Task RunAsync_WorkerThatShutsDown_StopsTheProgramAndCleansUp()
    {
        await using TestWorker worker = await CreateAsync(DatabaseEngine.Sqlite);
        using var reached = new Processes.Fifo(_folder.File("reached"));
        StepDefinition step = Step("hang", "setsid -f sleep 1000; echo > reached; exec sleep 1000");
        step = step with { Program = step.Program! with { CleanUp = ["sh", "-c", "echo $WORKFLOW_STEP > cleaned"] } };
        string id = await worker.Runs.BeginAsync(Definition(step));
        StepClaim claim = await worker.Runs.ClaimAsync(id);
        using var shutdown = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task running = worker.Runner.RunAsync(claim, new WorkerOptions(), shutdown.Token);
        await reached.ReadAsync();
        await shutdown.CancelAsync();
        await running;
        Assert.Equal("hang=Queued", await worker.Runs.StatesAsync(id));
        Assert.Empty(MarkedProcesses.OfStep(claim.Mark));
        Assert.Equal($"{claim.Mark}\n", await File.ReadAllTextAsync(_folder.File("cleaned"), Cancellation));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task RunAsync_FloodOfLog_IsCut()
    {
        await using TestWorker worker = await CreateAsync(DatabaseEngine.Sqlite);
        string id = await BeginAsync(worker, Step("flood", "yes 0123456789012345678901234567890123456789012345678901234567890123456789012345678 | head -c 200000000"));
        Assert.Equal("flood=Succeeded", await worker.Runs.StatesAsync(id));
        long stored = await worker.Runs.QueryAsync<long>("SELECT SUM(LENGTH(lines)) FROM step_log");
        Assert.InRange(stored, StepLog.LargestHead - 1000, StepLog.LargestHead + StepLog.LargestTail + 1000);
    }

    private StepDefinition Step(string name, string script, (string Name, OutputType Type)? outputs = null, (string Name, OutputReference From)? inputs = null) =>
        new(name, inputs is null ? [] : [inputs.Value.From.Step])
        {
            Program = new ProgramDefinition
            {
                Command = ["sh", "-c", script],
                Directory = _folder.Path,
                Outputs = outputs is { } made ? new Dictionary<string, OutputType>(StringComparer.Ordinal) { [made.Name] = made.Type } : [],
                Inputs = inputs is { } read ? new Dictionary<string, OutputReference>(StringComparer.Ordinal) { [read.Name] = read.From } : [],
            },
        };

    private static PipelineDefinition Definition(params IReadOnlyList<StepDefinition> steps) => SampleDefinitions.Of("a") with { Model = null, Steps = steps };

    private static async Task<string> BeginAsync(TestWorker worker, params IReadOnlyList<StepDefinition> steps)
    {
        string id = await worker.Runs.BeginAsync(Definition(steps));
        await WorkAsync(worker, id);
        return id;
    }

    private static async Task WorkAsync(TestWorker worker, string id)
    {
        while (await worker.Runs.TryClaimAsync(id) is { } claim) await worker.Runner.RunAsync(claim, new WorkerOptions(), CancellationToken.None);
    }

    private async Task<TestWorker> CreateAsync(DatabaseEngine engine)
    {
        var programs = new ProgramSteps(new StepContainers(() => new DockerClient(_engine.CreateClient())), TimeProvider.System);
        return new TestWorker(await TestRuns.CreateAsync(engine, postgres), [], programs);
    }
}

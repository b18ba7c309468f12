using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.Programs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Workers;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Workers;

/// <summary>A worker with fake steps, in a home of one test. The clock stands still until the test moves it.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _shutdown = new();
    private Task _working = Task.CompletedTask;

    public TestWorker(TestRuns runs, IStep[] steps, ProgramSteps? programs = null)
    {
        Runs = runs;
        Home = new WorkflowHome(_folder.File("home"));
        Artifacts = new DirectoryArtifactStore(Home.Artifacts);
        Logs = new StepLogStore(runs.Reliability, runs.Clock, runs.Signal);
        Runner = new StepRunner(
            runs.Store,
            runs.Transitions,
            new StepTools(new StepCatalog(steps, programs), new InProcessExecutor(), Artifacts, new StepLogs(Logs, runs.Clock, LogsLog)),
            Home,
            runs.Clock,
            Log);
        Registry = new WorkerRegistry(runs.Reliability, runs.Clock);
        Worker = new RunWorker(runs.Transitions, Runner, Registry, runs.Signal, runs.Clock, WorkerLog);
    }

    public TestRuns Runs { get; }

    public WorkflowHome Home { get; }

    public IArtifactStore Artifacts { get; }

    public StepRunner Runner { get; }

    public RunWorker Worker { get; }

    public WorkerRegistry Registry { get; }

    public StepLogStore Logs { get; }

    public RecordedLog<StepLogs> LogsLog { get; } = new();

    public RecordedLog<StepRunner> Log { get; } = new();

    public RecordedLog<RunWorker> WorkerLog { get; } = new();

    public static async Task<TestWorker> CreateAsync(DatabaseEngine engine, PostgresServer postgres, params IStep[] steps) =>
        new(await TestRuns.CreateAsync(engine, postgres), steps);

    /// <summary>Begins to work, until the test ends or <see cref="StopAsync"/>.</summary>
    public void Start(WorkerOptions? options = null) => _working = Task.Run(() => Worker.WorkAsync(options ?? new WorkerOptions(), _shutdown.Token));

    /// <summary>Tells the worker to stop and waits for it.</summary>
    public async Task StopAsync()
    {
        await _shutdown.CancelAsync();
        await _working;
    }

    /// <summary>Waits until a run is over. The worker's own signals say when to look.</summary>
    public async Task<RunRecord> UntilOverAsync(string runId)
    {
        while (true)
        {
            Task change = Runs.Signal.Next;
            RunRecord run = await Runs.FindAsync(runId);
            if (run.IsOver) return run;
            Task ended = await Task.WhenAny(change, _working).WaitAsync(TestContext.Current.CancellationToken);
            if (ended == _working) await _working;
        }
    }

    /// <summary>Begins a run and works until it is over.</summary>
    public async Task<RunRecord> RunAsync(string graph, bool noCache = false)
    {
        string id = await Runs.BeginAsync(graph, noCache: noCache);
        while (await Runs.TryClaimAsync(id) is { } claim) await Runner.RunAsync(claim, new WorkerOptions(), CancellationToken.None);
        return await Runs.FindAsync(id);
    }

    /// <summary>Files and directories that steps have left in their work directories.</summary>
    public IReadOnlyList<string> LeftBehind() => [.. Directory.EnumerateFileSystemEntries(Home.Work, "*", SearchOption.AllDirectories)];

    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _shutdown.Dispose();
        await Runs.DisposeAsync();
        _folder.Dispose();
    }
}

using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Images.Dockerfiles;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Sources;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Triggers;
using Workflow.Testing.Files;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>Schedules, triggers and requests on a database of one test, with a clock that the test moves and a pipelines.yaml of programs.</summary>
internal sealed class TestSchedules : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly TestDatabase _database;

    private TestSchedules(TestDatabase database, DateTimeOffset? start)
    {
        _database = database;
        Clock = new ManualTimeProvider(start);
        Reliability = new UnreliableDatabase(database.Database);
        Transitions = new RunTransitions(Reliability, Clock, Signal, [new FollowingRuns(Reliability)]);
        Runs = new RunStore(Reliability);
        Store = new ScheduleStore(Reliability, Clock, Signal);
        Requests = new RequestStore(Reliability, Clock, Signal);
        Backfills = new Backfills(Reliability, Clock, Signal);
        Reconciler = new ScheduleReconciler(Reliability, Clock, Signal, NullLogger<ScheduleReconciler>.Instance);
        Write("pipelines: {p: {steps: {work: {run: [\"true\"]}}}}");
    }

    public UnreliableDatabase Reliability { get; }

    public ManualTimeProvider Clock { get; }

    public RunSignal Signal { get; } = new();

    public RunTransitions Transitions { get; }

    public RunStore Runs { get; }

    public ScheduleStore Store { get; }

    public RequestStore Requests { get; }

    public Backfills Backfills { get; }

    public ScheduleReconciler Reconciler { get; }

    public string Folder => _folder.Path;

    public string PipelinesPath => _folder.File("pipelines.yaml");

    public PipelinesFile File => PipelinesFile.Open(PipelinesPath);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestSchedules> CreateAsync(DatabaseEngine engine, PostgresServer postgres, DateTimeOffset? start = null) =>
        new(await TestDatabase.CreateAsync(engine, postgres, Cancellation), start);

    /// <summary>A scheduler as a new process has it.</summary>
    public Scheduler NewScheduler() => new(Reliability, Clock, Signal, NullLogger<Scheduler>.Instance);

    /// <summary>A starter as a new process has it.</summary>
    public RequestStarter NewStarter()
    {
        var artifacts = new DirectoryArtifactStore(_folder.File("artifacts"));
        var images = new CustomImages(new BasePins(new WorkflowHome(_folder.File("home"))), new ExtraFiles(artifacts), new DockerContexts(artifacts));
        var starter = new RunStarter(
            Transitions, Runs, new RecipeFiles(_http), new SplitFiles(new Mirrors(new SourceOptions())), artifacts, images);
        var batches = new BatchStarter(new VersionStore(Reliability), new EndpointStore(Reliability, Clock), artifacts, Runs, Transitions);
        return new RequestStarter(new RequestTurns(Reliability, Transitions, Clock), starter, batches, Store, Transitions, Signal, Clock, NullLogger<RequestStarter>.Instance);
    }

    public ArrivalWatch NewWatch() => new(new TriggerStore(Reliability), Requests, Clock, NullLogger<ArrivalWatch>.Instance);

    public void Write(string pipelines) => System.IO.File.WriteAllText(PipelinesPath, pipelines);

    public Task<int> TickAsync() => NewScheduler().TickAsync(Cancellation);

    public Task<int> StartAsync() => NewStarter().StartDueAsync(PipelinesPath, Cancellation);

    public Task<bool> ReconcileAsync() => Reconciler.ReconcileAsync(PipelinesPath, Cancellation);

    public Task<ScheduleRecord> AddAsync(string cron, string zone = "UTC", Func<ScheduleDefinition, ScheduleDefinition>? with = null)
    {
        var definition = new ScheduleDefinition($"s{Guid.NewGuid():n}", "run", cron, zone);
        return Store.CreateAsync(File, "p", with?.Invoke(definition) ?? definition, "test", Cancellation);
    }

    /// <summary>Requests by a schedule, a file or a run, in the order of their moments.</summary>
    public async Task<IReadOnlyList<RequestRecord>> RequestsOfAsync(string causeId) =>
        [.. (await Requests.ListAsync(new RequestFilter { CauseId = causeId }, 100_000, null, Cancellation)).OrderBy(request => request.LogicalAt)];

    public async Task<IReadOnlyList<DateTimeOffset>> MomentsAsync(string scheduleId) => [.. (await RequestsOfAsync(scheduleId)).Select(request => request.LogicalAt!.Value)];

    /// <summary>What happened to a schedule, the oldest first.</summary>
    public async Task<IReadOnlyList<ScheduleEvent>> EventsAsync(string id) => [.. (await Store.EventsAsync(id, 10_000, Cancellation)).Reverse()];

    /// <summary>Carries out every queued step.</summary>
    public async Task SucceedAllAsync()
    {
        while (await Transitions.ClaimAsync(new ClaimRequest("worker", TestRuns.Lease), Cancellation) is { } claim)
        {
            Assert.True(await Transitions.SucceedAsync(claim, new StepCompletion(TestRuns.OutputsOf(claim.Step), null, IsReused: false, null, []), Cancellation));
        }
    }

    public async Task ExecuteAsync(string sql) => await Reliability.ReadAsync(
        connection => connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: Cancellation)), Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }
}

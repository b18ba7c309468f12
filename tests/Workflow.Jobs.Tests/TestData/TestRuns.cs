using Dapper;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>Runs on a database of one test, and a clock that the test moves.</summary>
internal sealed class TestRuns : IAsyncDisposable
{
    /// <summary>How long claims hold.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private TestRuns(TestDatabase database, IRunEndEffect[] effects)
        : this(database.Database, effects) => Database = database;

    /// <summary>Runs on a database that the test made itself, and disposes itself.</summary>
    public TestRuns(IDatabase database, params IRunEndEffect[] effects)
    {
        Reliability = new UnreliableDatabase(database);
        Transitions = new RunTransitions(Reliability, Clock, Signal, effects);
        Store = new RunStore(Reliability);
    }

    public TestDatabase? Database { get; }

    /// <summary>Takes the database away from the transitions and the store.</summary>
    public UnreliableDatabase Reliability { get; }

    public ManualTimeProvider Clock { get; } = new();

    public RunSignal Signal { get; } = new();

    public RunTransitions Transitions { get; }

    public RunStore Store { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestRuns> CreateAsync(DatabaseEngine engine, PostgresServer postgres, params IRunEndEffect[] effects) =>
        new(await TestDatabase.CreateAsync(engine, postgres, Cancellation), effects);

    /// <summary>Begins a run of a graph such as <c>a b:a c:a,b</c>.</summary>
    public Task<string> BeginAsync(string graph, string? key = null, bool noCache = false) => BeginAsync(SampleDefinitions.Of(graph), key, noCache);

    public Task<string> BeginAsync(PipelineDefinition definition, string? key = null, bool noCache = false) =>
        Transitions.CreateAsync(new NewRun(Projects.Default, definition, RunCause.ByHand("test")) { IdempotencyKey = key, NoCache = noCache }, Cancellation);

    /// <summary>Claims the next step, which must be there.</summary>
    public async Task<StepClaim> ClaimAsync(string? onlyRun = null, string worker = "worker")
    {
        StepClaim? claim = await Transitions.ClaimAsync(new ClaimRequest(worker, Lease) { OnlyRun = onlyRun }, Cancellation);
        Assert.NotNull(claim);
        return claim;
    }

    /// <summary>Claims a step of a run by name; the steps before it in the queue must be claimed first.</summary>
    public async Task<StepClaim> ClaimAsync(string runId, string step, string worker)
    {
        StepClaim claim = await ClaimAsync(runId, worker);
        Assert.Equal(step, claim.Step);
        return claim;
    }

    public Task<StepClaim?> TryClaimAsync(string? onlyRun = null) => Transitions.ClaimAsync(new ClaimRequest("worker", Lease) { OnlyRun = onlyRun }, Cancellation);

    public Task<bool> SucceedAsync(StepClaim claim, params IReadOnlyList<IStepEffect> effects) =>
        Transitions.SucceedAsync(claim, new StepCompletion(OutputsOf(claim.Step), null, IsReused: false, null, effects), Cancellation);

    public Task<bool> FailAsync(StepClaim claim, string reason = "broken") => Transitions.FailAsync(claim, new StepFailure(reason), Cancellation);

    public Task<bool> CancelAsync(string runId) => Transitions.RequestCancelAsync(runId, "cancelled by a user", Cancellation);

    public Task<bool> ReleaseAsync(StepClaim claim) => Transitions.ReleaseAsync(claim, Cancellation);

    public Task<bool> EndCancelledAsync(StepClaim claim) => Transitions.EndCancelledAsync(claim, "stopped", Cancellation);

    public Task<Heartbeat> BeatAsync(StepClaim claim, StepProgress? progress = null) => Transitions.HeartbeatAsync(claim, Lease, progress, Cancellation);

    /// <summary>Requeues what was abandoned by the clock of this test.</summary>
    public Task<int> SweepAsync() => Transitions.SweepAsync([], Cancellation);

    public async Task<RunRecord> FindAsync(string runId)
    {
        RunRecord? run = await Store.FindAsync(runId, Cancellation);
        Assert.NotNull(run);
        return run;
    }

    public async Task<StepRecord> FindAsync(string runId, string step) => (await FindAsync(runId)).Steps.Single(s => s.Name == step);

    /// <summary>The states of a run's steps in order, for example <c>a=Succeeded b=Queued</c>.</summary>
    public async Task<string> StatesAsync(string runId) => string.Join(' ', (await FindAsync(runId)).Steps.Select(step => $"{step.Name}={step.State}"));

    public async Task<IReadOnlyList<StepEvent>> EventsAsync(string runId) => await Store.EventsAsync(runId, Cancellation);

    /// <summary>Works one claim after the other until nothing is queued.</summary>
    public async Task<int> SucceedAllAsync(string? onlyRun = null)
    {
        int count = 0;
        for (; await TryClaimAsync(onlyRun) is { } claim; count++) Assert.True(await SucceedAsync(claim));
        return count;
    }

    public Task<T> QueryAsync<T>(string sql, object? parameters = null) => Reliability.ReadAsync(
        async connection => (await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: Cancellation)))!,
        Cancellation);

    public ValueTask DisposeAsync() => Database?.DisposeAsync() ?? ValueTask.CompletedTask;

    public static StepOutputs OutputsOf(string step) => new(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = new string('b', 64) },
        new Dictionary<string, string>(StringComparer.Ordinal) { ["step"] = step });
}

using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Notifications;

/// <summary>Runs whose ends are told, on a database of one test and a clock that the test moves.</summary>
internal sealed class TestNotifications : IAsyncDisposable
{
    public const string Secret = "the secret of a test";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(WebhookClient.CreateHandler(useProxy: false)) { Timeout = Timeout.InfiniteTimeSpan };

    private TestNotifications(TestRuns runs)
    {
        Runs = runs;
        File.WriteAllText(SecretFile, Secret + "\n");
        Transitions = new NotificationTransitions(Database, Clock);
        Store = new NotificationStore(Database);
        Sender = CreateSender(Database);
        Late = new LateRuns(Database, Clock, NullLogger<LateRuns>.Instance);
    }

    public TestRuns Runs { get; }

    public ManualTimeProvider Clock => Runs.Clock;

    public UnreliableDatabase Database => Runs.Reliability;

    public NotificationTransitions Transitions { get; }

    public NotificationStore Store { get; }

    public NotificationSender Sender { get; }

    public LateRuns Late { get; }

    public string SecretFile => _folder.File("secret");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestNotifications> CreateAsync(DatabaseEngine engine, PostgresServer postgres) =>
        new(await TestRuns.CreateAsync(engine, postgres, new RunEndNotifications()));

    /// <summary>A sender as another process would have it.</summary>
    public NotificationSender CreateSender(IDatabase database) =>
        new(new NotificationTransitions(database, Clock), new WebhookClient(_http, _http, Clock), Clock, NullLogger<NotificationSender>.Instance);

    /// <summary>Takes up a file with these webhooks, and pipelines <c>sample</c> and <c>other</c>.</summary>
    public Task DeclareAsync(string webhooks, string ofPipeline = "") => new WebhookReconciler(Database, Clock).ReconcileAsync(
        TestPipelines.Open($"pipelines:\n  sample: {{{ofPipeline}}}\n  other:\nnotifications: {{{webhooks}}}\n"), Cancel);

    /// <summary>The text of a webhook in pipelines.yaml.</summary>
    public string Webhook(string name, Uri url, string more = "") => $"{name}: {{url: \"{url}\", secret: \"file:{SecretFile}\"{(more.Length == 0 ? string.Empty : ", ")}{more}}}";

    /// <summary>Runs a pipeline of one step to its end.</summary>
    public async Task<string> RunAsync(bool succeeds, string pipeline = "sample", string reason = "broken", DateTimeOffset? logicalAt = null)
    {
        string id = await BeginAsync(pipeline, logicalAt);
        StepClaim claim = await Runs.ClaimAsync(id);
        Assert.True(succeeds ? await Runs.SucceedAsync(claim) : await Runs.FailAsync(claim, reason));
        return id;
    }

    public Task<string> BeginAsync(string pipeline = "sample", DateTimeOffset? logicalAt = null, RunCauseKind cause = RunCauseKind.Hand)
    {
        PipelineDefinition definition = SampleDefinitions.Of("a", pipeline);
        return Runs.Transitions.CreateAsync(new NewRun(Projects.Default, definition, new RunCause(cause, "test")) { LogicalAt = logicalAt }, Cancel);
    }

    public Task<int> SendAsync() => Sender.SendDueAsync(Cancel);

    public Task<IReadOnlyList<NotificationRecord>> ListAsync(string? state = null) => Store.ListAsync(state, 500, null, Cancel);

    /// <summary>The only notification there is.</summary>
    public async Task<NotificationRecord> SingleAsync() => Assert.Single(await ListAsync());

    /// <summary>What is to be told, oldest first: <c>webhook event state</c>.</summary>
    public async Task<string[]> ToldAsync() =>
        [.. (await ListAsync()).Select(n => $"{n.Webhook} {n.Event} {n.State}").Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _folder.Dispose();
        await Runs.DisposeAsync();
    }
}

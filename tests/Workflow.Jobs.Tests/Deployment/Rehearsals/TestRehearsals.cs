using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Images;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Deployment.Rehearsals;

/// <summary>Endpoints that have served a signed image and serve another now, on a clock that the test moves; and what rehearses going back from them.</summary>
internal sealed class TestRehearsals : IAsyncDisposable
{
    public const string Endpoint = "sample-dev";

    private readonly TestImages _images;
    private readonly TestRuns _runs;
    private readonly ImageSigning _signing;
    private readonly BuiltImage _image;
    private int _served;

    private TestRehearsals(TestImages images, TestRuns runs, BuiltImage image)
    {
        (_images, _runs, _image) = (images, runs, image);
        _signing = new ImageSigning(images.Home, runs.Reliability, Clock);
    }

    public RehearsalPlatform Platform { get; } = new();

    public ManualTimeProvider Clock => _runs.Clock;

    public RehearsalStore Store => StoreAt(Clock);

    public RehearsalRemains Remains => new(Store, Platforms, Endpoints, _images.Home, Clock);

    public RollbackRehearsal Rehearsal
    {
        get
        {
            var deployer = new Deployer(Platforms, Endpoints, _signing.Verifier, new GatewayPresence(_images.Home), Remains, new EnvironmentKeys(_images.Home));
            var aside = new RehearsedDeployment(
                deployer, Platforms, new VersionImages(_images.Layout, _images.Publisher, _images.Images()), Endpoints, Store, Remains, _images.Home, Clock);
            return new RollbackRehearsal(Endpoints, new DeployedEnvironments(_runs.Reliability), Served, Versions, Artifacts, aside, Store, Clock);
        }
    }

    /// <summary>What is told of endpoints.</summary>
    public EndpointReports Reports => new(Endpoints, new EndpointHealthCheck(Platforms), new ReceiptStore(_runs.Reliability, Clock), Store, Served);

    /// <summary>The loop, as each server has its own.</summary>
    public RehearsalLoop Loop => new(Endpoints, Served, Rehearsal, Store, Remains, Clock, NullLogger<RehearsalLoop>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestRehearsals> CreateAsync(PostgresServer postgres, params string[] endpoints)
    {
        TestImages images = await TestImages.CreateAsync();
        BuiltImage image = await images.BuildAsync();
        var test = new TestRehearsals(images, await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres), image);
        await test._signing.SignAsync(image, images.Engine, images.PipelineFile);
        await test.Artifacts.PutAsync(await File.ReadAllBytesAsync(images.PipelineFile, Cancellation), Cancellation);
        await test.SucceedAsync(
            new RegisterVersionEffect(new NewVersion("sample", images.PipelineSha256, new VersionSummary("t", "trees", 0.25, 0.9, 0.8, 0.95, "mirror data.zip", false, 10))),
            new RecordImageEffect("sample", images.PipelineSha256, image));
        foreach (string endpoint in endpoints is [] ? [Endpoint] : endpoints) await test.DeployAsync(endpoint);
        return test;
    }

    /// <summary>The store as another server sees it, by its clock.</summary>
    public RehearsalStore StoreAt(TimeProvider clock) => new(_runs.Reliability, clock);

    /// <summary>Records that the signed image serves an endpoint, and then that a new version does.</summary>
    public async Task DeployAsync(string endpoint)
    {
        await DeployFirstAsync(endpoint);
        char name = (char)('1' + _served++);
        await DeployAsync(endpoint, new string(name, 64), new BuiltImage($"workflow/sample:{name}", $"sha256:{new string(name, 64)}", $"sha256:{new string(name, 64)}", 10, 5));
    }

    /// <summary>Records that the signed image serves an endpoint.</summary>
    public Task DeployFirstAsync(string endpoint) => DeployAsync(endpoint, _images.PipelineSha256, _image);

    /// <summary>The last rehearsal of an endpoint; null for none.</summary>
    public async Task<Rehearsal?> LastAsync(string endpoint = Endpoint) => (await Store.ListAsync(Projects.Default, Cancellation)).GetValueOrDefault(endpoint);

    /// <summary>Declares a webhook of all events.</summary>
    public Task DeclareWebhookAsync() => new WebhookReconciler(_runs.Reliability, Clock).ReconcileAsync(
        TestPipelines.Open("pipelines:\n  sample: {}\nnotifications: {ops: {url: \"http://127.0.0.1:9/\", secret: \"env:NONE\"}}\n"), Cancellation);

    /// <summary>What webhooks are to be told.</summary>
    public async Task<string[]> ToldAsync() => [.. (await new NotificationStore(_runs.Reliability).ListAsync(null, 50, null, Cancellation)).Select(told => told.Event)];

    /// <summary>What a rehearsal that was killed would leave.</summary>
    public async Task LeaveAsync(string endpoint = Endpoint)
    {
        RehearsalClaim claim = (await Store.ClaimAsync(Projects.Default, endpoint, Clock.GetUtcNow(), Cancellation))!;
        string aside = RehearsalPlace.NameOf(Projects.Default, endpoint);
        await Store.NoteAsync(claim, RehearsalPlace.Of(_images.Home, aside, new DeploymentHandle(RehearsalPlatform.Name, aside, 9090)), Cancellation);
        await Store.ReleaseAsync(claim, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _runs.DisposeAsync();
        _images.Dispose();
    }

    private Platforms Platforms => new([Platform]);

    private EndpointStore Endpoints => new(_runs.Reliability, Clock);

    private VersionStore Versions => new(_runs.Reliability);

    private ServedVersions Served => new(new DeploymentHistory(_runs.Reliability), Versions);

    private DirectoryArtifactStore Artifacts => new(_images.Home.Artifacts);

    private async Task DeployAsync(string endpoint, string pipeline, BuiltImage image)
    {
        var record = new EndpointRecord
        {
            Name = endpoint,
            Pipeline = "sample",
            Environment = "dev",
            Port = 9090,
            Deployment = new DeploymentHandle(RehearsalPlatform.Name, $"{endpoint}/{image.Reference}", 9090),
            PipelineSha256 = pipeline,
            Version = 0,
            ImageReference = image.Reference,
            UpdatedAt = Clock.GetUtcNow(),
        };
        EndpointRecord? before = await Endpoints.FindAsync(Projects.Default, endpoint, Cancellation);
        await SucceedAsync(new RecordDeploymentEffect(Projects.Default, record, before), new RecordHistoryEffect(new NewDeployment(endpoint, pipeline, image, RehearsalPlatform.Name, record.UpdatedAt)));
        Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task SucceedAsync(params IReadOnlyList<IStepEffect> effects)
    {
        string run = await _runs.BeginAsync("a");
        Assert.True(await _runs.SucceedAsync(await _runs.ClaimAsync(run), effects));
    }
}

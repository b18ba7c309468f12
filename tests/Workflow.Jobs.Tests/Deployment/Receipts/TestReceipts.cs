using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Deployment.Receipts;

/// <summary>Receipts of deployments of a signed image, on a database of one test and a clock that the test moves.</summary>
internal sealed class TestReceipts : IAsyncDisposable
{
    public const string Endpoint = "sample-dev";

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly TestImages _images;
    private readonly TestDatabase _database;
    private readonly BuiltImage _image;
    private readonly TemporaryFolder _otherMachine = new();

    private TestReceipts(TestImages images, TestDatabase database, BuiltImage image)
    {
        (_images, _database, _image) = (images, database, image);
        Runs = new TestRuns(database.Database);
        Signing = new ImageSigning(images.Home, database.Database, Clock);
        Store = new ReceiptStore(database.Database, Clock);
        Keeper = KeeperOf(images.Home);
    }

    public FakePlatform Platform { get; } = new();

    public TestRuns Runs { get; }

    public ManualTimeProvider Clock => Runs.Clock;

    public ImageSigning Signing { get; }

    public ReceiptStore Store { get; }

    public ReceiptKeeper Keeper { get; }

    public BuiltImage Image => _image;

    public ImageLayout Layout => _images.Layout;

    /// <summary>Where the scoring pipeline is kept.</summary>
    public string PipelineArtifact => Directory.EnumerateFiles(_images.Home.Artifacts, $"*{_images.PipelineSha256[2..]}*", SearchOption.AllDirectories).Single();

    /// <summary>A keeper of another machine with the same database.</summary>
    public ReceiptKeeper KeeperElsewhere => KeeperOf(new WorkflowHome(_otherMachine.File("home")));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestReceipts> CreateAsync(DatabaseEngine engine, PostgresServer postgres)
    {
        TestImages images = await TestImages.CreateAsync();
        BuiltImage image = await images.BuildAsync();
        var receipts = new TestReceipts(images, await TestDatabase.CreateAsync(engine, postgres, Cancellation), image);
        await receipts.Signing.SignAsync(image, images.Engine, images.PipelineFile);
        await receipts.Artifacts.PutAsync(await File.ReadAllBytesAsync(images.PipelineFile, Cancellation), Cancellation);
        return receipts;
    }

    public ReceiptLoop Loop(ReceiptOptions? options = null)
    {
        ReceiptOptions chosen = options ?? new ReceiptOptions();
        return new ReceiptLoop(KeeperOf(_images.Home, chosen), chosen, Clock, NullLogger<ReceiptLoop>.Instance);
    }

    /// <summary>Records a deployment as the step that makes it would.</summary>
    public async Task DeployAsync(string id, string endpoint = Endpoint, string? previous = null, string? unverifiedReason = null)
    {
        await Runs.BeginAsync("a");
        var record = new EndpointRecord
        {
            Name = endpoint,
            Pipeline = "sample",
            Environment = "dev",
            Port = 9090,
            Deployment = Handle(id),
            Previous = previous is null ? null : new WarmDeployment(Handle(previous), _images.PipelineSha256, _image.Reference),
            PipelineSha256 = _images.PipelineSha256,
            Version = 0,
            ImageReference = _image.Reference,
            UpdatedAt = Clock.GetUtcNow(),
        };
        var entry = new NewDeployment(endpoint, _images.PipelineSha256, _image, FakePlatform.Name, Clock.GetUtcNow()) { UnverifiedReason = unverifiedReason };
        EndpointRecord? before = await Endpoints.FindAsync(Projects.Default, endpoint, Cancellation);
        Assert.True(await Runs.SucceedAsync(await Runs.ClaimAsync(), new RecordDeploymentEffect(Projects.Default, record, before), new RecordHistoryEffect(entry)));
    }

    /// <summary>Records a second version beside what serves as the step that brings it there would: it is not in the history yet.</summary>
    public async Task DeployBesideAsync(string id, string? unverifiedReason = null)
    {
        await Runs.BeginAsync("a");
        EndpointRecord before = (await Endpoints.FindAsync(Projects.Default, Endpoint, Cancellation))!;
        var second = new Challenger(Handle(id), "sample@2", _images.PipelineSha256, _image.Reference, new TrafficPlan(TrafficRole.Split, [10]))
        {
            ManifestDigest = _image.ManifestDigest,
            ConfigDigest = _image.ConfigDigest,
            RunId = "run",
            Since = Clock.GetUtcNow(),
            UnverifiedReason = unverifiedReason,
        };
        Assert.True(await Runs.SucceedAsync(await Runs.ClaimAsync(), new RecordChallengerEffect(Projects.Default, before, second)));
    }

    /// <summary>Forgets what served; the endpoint goes on as it is.</summary>
    public Task ForgetHistoryAsync() => _database.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition("DELETE FROM deployment", null, transaction, cancellationToken: Cancellation)), Cancellation);

    /// <summary>Makes the endpoint's record unreadable, or mends it.</summary>
    public Task DamageRecordAsync(bool isDamaged) => _database.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(
            isDamaged ? "UPDATE endpoint SET deployment = '!' || deployment" : "UPDATE endpoint SET deployment = SUBSTR(deployment, 2)", null, transaction, cancellationToken: Cancellation)),
        Cancellation);

    /// <summary>Asks whatever is due, one after the other.</summary>
    /// <returns>The receipts that count.</returns>
    public async Task<IReadOnlyList<Receipt>> AskAsync(ReceiptKeeper? keeper = null)
    {
        var counted = new List<Receipt>();
        foreach (Receipt receipt in await (keeper ?? Keeper).LookAsync(Projects.Default, Interval, Cancellation))
        {
            if (await (keeper ?? Keeper).AskAsync(Projects.Default, receipt, Interval, isDemanded: false, Cancellation) is { } asked) counted.Add(asked);
        }

        return counted;
    }

    /// <summary>Asks the only deployment a minute later.</summary>
    public async Task<Receipt> AskLaterAsync()
    {
        Clock.Advance(Interval);
        return Assert.Single(await AskAsync());
    }

    public Task<IReadOnlyList<Receipt>> ListAsync() => Store.ListAsync(Projects.Default, Cancellation);

    /// <summary>How the endpoint's receipts have changed, oldest first.</summary>
    public async Task<string[]> EventsAsync() =>
        [.. (await Store.ListEventsAsync(Projects.Default, Endpoint, 50, Cancellation)).Reverse().Select(happened => $"{happened.Handle} {happened.State}")];

    /// <summary>Declares a webhook of all events.</summary>
    public Task DeclareWebhookAsync() => new WebhookReconciler(_database.Database, Clock).ReconcileAsync(
        TestPipelines.Open("pipelines:\n  sample: {}\nnotifications: {ops: {url: \"http://127.0.0.1:9/\", secret: \"env:NONE\"}}\n"), Cancellation);

    /// <summary>What webhooks are to be told, oldest first.</summary>
    public async Task<string[]> ToldAsync() =>
        [.. (await new NotificationStore(_database.Database).ListAsync(null, 50, null, Cancellation)).OrderBy(told => told.CreatedAt).Select(told => told.Event)];

    public EndpointStore Endpoints => new(_database.Database, Clock);

    public ReceiptsOnDemand OnDemand => new(Keeper, Store, Endpoints);

    public async ValueTask DisposeAsync()
    {
        await Runs.DisposeAsync();
        await _database.DisposeAsync();
        _images.Dispose();
        _otherMachine.Dispose();
    }

    private DirectoryArtifactStore Artifacts => new(_images.Home.Artifacts);

    private static DeploymentHandle Handle(string id) => new(FakePlatform.Name, id, 9090);

    private ReceiptKeeper KeeperOf(WorkflowHome home, ReceiptOptions? chosen = null)
    {
        IDatabase database = _database.Database;
        ReceiptOptions options = chosen ?? new ReceiptOptions();
        var expected = new ExpectedDeployments(new DeploymentHistory(database), new VersionStore(database), Artifacts, new EnvironmentKeys(home));
        var prover = new ReceiptProver(new Platforms([Platform]), expected, Signing.Verifier, Clock, options);
        return new ReceiptKeeper(
            Endpoints, new ReceiptTransitions(database, Clock, options), prover, new DeploymentsUnderWay(database), new Prover(home), options, NullLogger<ReceiptKeeper>.Instance);
    }
}

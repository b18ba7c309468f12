using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Process;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Scoring;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Deployment;

/// <summary>Deployments of one test as processes; whatever still runs at its end is ended.</summary>
internal sealed class TestDeployments : IAsyncDisposable
{
    public const string Endpoint = "sample-dev";

    /// <summary>What scorers run for that stand for those of other places: the endpoint itself may be of this machine, too.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>The collection of tests whose scorers take the first free port: one after the other, so that no two take the same at the same moment.</summary>
    public const string Ports = "scorers on the first free port";

    private readonly TestImages _images;
    private readonly TestDatabase _database;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private TestDeployments(TestImages images, TestDatabase database)
    {
        _images = images;
        _database = database;
        Scorer = new ScorerClient(_http, TimeProvider.System);
        Signing = new ImageSigning(images.Home, database.Database);
    }

    public WorkflowHome Home => _images.Home;

    public ImageSigning Signing { get; }

    public ScorerClient Scorer { get; }

    /// <summary>The host, as a new command sees it.</summary>
    public ProcessScorerHost Host => new(_images.Home, new UnpackedScorers(_images.Home, _images.Layout), TimeProvider.System);

    /// <summary>Where the database is.</summary>
    public string DatabaseFolder => Path.GetDirectoryName(_database.File)!;

    public EndpointStore Endpoints => new(_database.Database, TimeProvider.System);

    public LocalPlatform Platform
    {
        get
        {
            var hosts = new ScorerHosts([Host]);
            return new LocalPlatform(hosts, new LocalPlaces(hosts, Endpoints, Scorer, new GatewayPresence(_images.Home)), Scorer, _images.Home);
        }
    }

    public VersionImages Versions => new(_images.Layout, _images.Publisher, _images.Images());

    public RehearsalStore Rehearsals => new(_database.Database, TimeProvider.System);

    public Deployer Deployer => DeployerTo(Platform, new GatewayPresence(_images.Home));

    /// <summary>Brings versions to a platform.</summary>
    public Deployer DeployerTo(IPlatform platform, GatewayPresence gateways) => DeployerTo(new Platforms([platform]), gateways);

    /// <summary>Brings versions to platforms.</summary>
    public Deployer DeployerTo(Platforms platforms, GatewayPresence gateways)
    {
        return new Deployer(platforms, Endpoints, Signing.Verifier, gateways, new RehearsalRemains(Rehearsals, platforms, Endpoints, Home, TimeProvider.System), new EnvironmentKeys(Home));
    }

    /// <summary>What people decide about second versions on a platform.</summary>
    public TrafficDecisions TrafficOn(IPlatform platform) => new(Endpoints, new TrafficTransitions(_database.Database, TimeProvider.System), new Platforms([platform]));

    /// <summary>Lines of a shell script that become the scorer that was built for these tests.</summary>
    public static string ScorerCommand
    {
        get
        {
            string root = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
            return $"export DOTNET_ROOT='{root}'\nexec '{Path.Combine(AppContext.BaseDirectory, "scorer")}' \"$@\"\n";
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Deployments of the scorer that was built for these tests, or of another program.</summary>
    public static async Task<TestDeployments> CreateAsync(PostgresServer postgres, string? program = null)
    {
        TestImages images = await TestImages.CreateAsync(scorer: program ?? $"#!/bin/sh\n{ScorerCommand}");
        return new TestDeployments(images, await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, postgres, Cancellation));
    }

    /// <summary>What it takes to deploy a pipeline: its image, built and signed.</summary>
    public async Task<DeploymentRequest> RequestAsync(PipelineZip pipeline)
    {
        byte[] file = pipeline.ToBytes();
        string path = Path.Combine(_images.Home.Work, Sha256Hex.Of(file));
        await File.WriteAllBytesAsync(path, file, Cancellation);
        BuiltImage image = await new ImageBuilder(_images.Layout, _images.Publisher).BuildAsync(_images.Engine, path, Cancellation);
        await Signing.SignAsync(image, _images.Engine, path);
        return new DeploymentRequest(Endpoint, "sample@1", Sha256Hex.Of(file), path, image);
    }

    public async Task<DeploymentHandle> DeployAsync(DeploymentRequest request, int? port = null) => (await Deployer.DeployAsync(
        Projects.Default, new EnvironmentDefinition { Name = "dev", Platform = "process", Port = port }, request, _ => { }, Cancellation)).Handle;

    /// <summary>Deploys, and records it as the step would.</summary>
    /// <param name="request">What.</param>
    /// <param name="apiKeys">Where the keys are.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="environment">Where to; null for one with those keys and nothing else.</param>
    public async Task<DeployedEndpoint> ReleaseAsync(DeploymentRequest request, string? apiKeys = null, Action<string>? onPhase = null, EnvironmentDefinition? environment = null)
    {
        environment ??= new EnvironmentDefinition { Name = "dev", Platform = "process", ApiKeys = apiKeys };
        DeployedEndpoint deployed = await Deployer.DeployAsync(Projects.Default, environment, request, onPhase ?? (_ => { }), Cancellation);
        await RecordAsync(new EndpointRecord
        {
            Name = Endpoint,
            Pipeline = "sample",
            Environment = "dev",
            Port = deployed.Handle.Port,
            Deployment = deployed.Handle,
            Previous = deployed.Previous,
            PipelineSha256 = request.PipelineSha256,
            Version = 0,
            ImageReference = request.Image.Reference,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        });
        return deployed;
    }

    /// <summary>Has something deployed prove itself, with the present keys of its environment.</summary>
    public Task<IReadOnlyList<ProofCheck>> ProveAsync(DeploymentHandle handle, DeploymentRequest request) => Platform.ProveAsync(
        handle,
        new ExpectedDeployment(request.Endpoint, request.Name, request.PipelineSha256, request.Image) { PipelineFile = request.PipelineFile, Keys = new EnvironmentKeys(Home).Of(request.Endpoint, handle) },
        Cancellation);

    /// <summary>Rehearses a deployment, as it is done to go back.</summary>
    public async Task<TimeSpan> RehearseAsync(EnvironmentDefinition environment, DeploymentRequest request)
    {
        RehearsalClaim claim = (await Rehearsals.ClaimAsync(Projects.Default, request.Endpoint, TimeProvider.System.GetUtcNow(), Cancellation))!;
        try
        {
            var platforms = new Platforms([Platform]);
            var remains = new RehearsalRemains(Rehearsals, platforms, Endpoints, Home, TimeProvider.System);
            return await new RehearsedDeployment(Deployer, platforms, Versions, Endpoints, Rehearsals, remains, Home, TimeProvider.System).TimeAsync(claim, environment, request, Assert.Fail, Cancellation);
        }
        finally
        {
            await Rehearsals.ReleaseAsync(claim, Cancellation);
        }
    }

    /// <summary>Records an endpoint as the step would.</summary>
    public async Task RecordAsync(EndpointRecord record)
    {
        await using var runs = new TestRuns(_database.Database);
        await runs.BeginAsync("a");
        EndpointRecord? before = await Endpoints.FindAsync(Projects.Default, record.Name, Cancellation);
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync(), new RecordDeploymentEffect(Projects.Default, record, before)));
    }

    /// <summary>Records a second version as the step would.</summary>
    public async Task RecordBesideAsync(EndpointRecord before, Challenger challenger)
    {
        await using var runs = new TestRuns(_database.Database);
        await runs.BeginAsync("a");
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync(), new RecordChallengerEffect(Projects.Default, before, challenger)));
    }

    /// <summary>Says that a gateway stands in front of the endpoints: the server of this process.</summary>
    public void AnnounceGateway() => new ServerFile("http://127.0.0.1:1", Environment.ProcessId, "key").Write(_images.Home);

    /// <summary>Whether somebody answers with a pipeline at an address.</summary>
    public async Task<bool> ServesAsync(Uri url, string pipelineSha256) => (await Scorer.AskAsync(url, Cancellation)).Pipeline == pipelineSha256;

    public Task<IReadOnlyList<DeploymentHandle>> RunningAsync() => Host.FindAsync(Endpoint, Cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (string endpoint in (string[])[Endpoint, Elsewhere])
        {
            foreach (DeploymentHandle handle in await Host.FindAsync(endpoint, CancellationToken.None)) await Host.StopAsync(handle, CancellationToken.None);
        }

        await _database.DisposeAsync();
        _http.Dispose();
        _images.Dispose();
    }
}

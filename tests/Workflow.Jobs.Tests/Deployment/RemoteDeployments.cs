using System.Globalization;
using System.Net.Sockets;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Registry;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment;

/// <summary>
/// What a platform at a distance needs in a test: versions with signed images, a real registry to push them to, and for each a real scorer that stands for
/// whatever the platform would start of that image.
/// </summary>
internal sealed class RemoteDeployments : IAsyncDisposable
{
    private readonly TestDeployments _deployments;
    private readonly DockerRegistry _registry;
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Digest, string Keys), int> _keyed = [];

    private RemoteDeployments(TestDeployments deployments, DockerRegistry registry) => (_deployments, _registry) = (deployments, registry);

    public WorkflowHome Home => _deployments.Home;

    public GatewayPresence Gateways => new(Home);

    /// <summary>This machine, as a platform.</summary>
    public IPlatform Local => _deployments.Platform;

    /// <summary>What runs for the endpoint as processes of this machine.</summary>
    public Task<IReadOnlyList<DeploymentHandle>> RunningHereAsync() => _deployments.Host.FindAsync(TestDeployments.Endpoint, Cancellation);

    /// <summary>What environments name as their registry.</summary>
    public string Registry => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_registry.Port}/models");

    public RegistryImages Images => new(new VersionPush(new ImagePush(_deployments.Signing.Layout), _deployments.Signing.Store, new StatementManifests(_deployments.Signing.Layout), _deployments.Signing.Layout, new PushedLayers(Home)));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RemoteDeployments> CreateAsync(PostgresServer postgres)
    {
        DockerRegistry registry = await DockerRegistry.StartAsync(Cancellation);
        return new RemoteDeployments(await TestDeployments.CreateAsync(postgres), registry);
    }

    /// <summary>A version, and a scorer that runs wherever its image is asked for.</summary>
    public async Task<DeploymentRequest> VersionAsync(PipelineDraft pipeline, string name, PipelineDraft? served = null)
    {
        DeploymentRequest request = await _deployments.RequestAsync(pipeline.ToZip());
        DeploymentRequest running = served is null ? request : await _deployments.RequestAsync(served.ToZip());
        _ports[request.Image.ManifestDigest] = await StartAsync(running);
        return request with { Name = name };
    }

    /// <summary>A version together with the present keys of an environment, and a scorer that asks for them wherever its image is asked for with them.</summary>
    public async Task<DeploymentRequest> WithKeysAsync(DeploymentRequest version, EnvironmentDefinition environment)
    {
        ApiKeys keys = new EnvironmentKeys(Home).Of(environment);
        DeploymentRequest keyed = version with { Keys = keys };
        if (keys.AreAsked) _keyed[(version.Image.ManifestDigest, keys.ForScorer.Reveal())] = await StartAsync(keyed);
        return keyed;
    }

    /// <summary>Says that a gateway stands in front of the endpoints.</summary>
    public void AnnounceGateway() => _deployments.AnnounceGateway();

    /// <summary>Where the scorer of an image listens.</summary>
    /// <param name="image">Name of the image, which ends with its digest.</param>
    /// <param name="keys">What its variable with the keys has; null where it has none.</param>
    public Uri ScorerOf(string image, string? keys = null)
    {
        string digest = image.Split('@')[1];
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{(keys is null ? _ports[digest] : _keyed[(digest, keys)])}"));
    }

    /// <summary>A client whose connections go to the scorer that a host stands for.</summary>
    public static HttpClient Client(Func<string, Uri?> scorerOf) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = async (context, token) =>
        {
            Uri there = scorerOf(context.DnsEndPoint.Host) ?? throw new HttpRequestException($"nobody knows {context.DnsEndPoint.Host}");
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(there.Host, there.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    /// <summary>An endpoint as the step would record it.</summary>
    public static EndpointRecord Record(EnvironmentDefinition environment, DeploymentRequest request, DeployedEndpoint deployed) => new()
    {
        Name = request.Endpoint,
        Pipeline = request.Name.Split('@')[0],
        Environment = environment.Name,
        Port = deployed.Handle.Port,
        Deployment = deployed.Handle,
        Previous = deployed.Previous,
        PipelineSha256 = request.PipelineSha256,
        Version = long.Parse(request.Name.Split('@')[1], CultureInfo.InvariantCulture),
        ImageReference = request.Image.Reference,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Deploys to a platform as a command would, and records it.</summary>
    public Task<DeployedEndpoint> ReleaseAsync(IPlatform platform, EnvironmentDefinition environment, DeploymentRequest request, Action<string> onPhase) =>
        ReleaseAsync(new Platforms([platform]), environment, request, onPhase);

    /// <summary>Deploys to one of some platforms as a command would, and records it.</summary>
    public async Task<DeployedEndpoint> ReleaseAsync(Platforms platforms, EnvironmentDefinition environment, DeploymentRequest request, Action<string> onPhase)
    {
        DeployedEndpoint deployed = await _deployments.DeployerTo(platforms, Gateways).DeployAsync(Projects.Default, environment, request, onPhase, Cancellation);
        await _deployments.RecordAsync(Record(environment, request, deployed));
        return deployed;
    }

    /// <summary>Brings a second version to a platform as a command would, and records it.</summary>
    public async Task<DeploymentHandle> ReleaseBesideAsync(IPlatform platform, EnvironmentDefinition environment, DeploymentRequest request, Action<string> onPhase)
    {
        (DeploymentHandle handle, EndpointRecord endpoint) = await _deployments.DeployerTo(platform, Gateways).DeployBesideAsync(Projects.Default, environment, request, onPhase, Cancellation);
        await _deployments.RecordBesideAsync(endpoint, new Challenger(handle, request.Name, request.PipelineSha256, request.Image.Reference, new TrafficPlan(TrafficRole.Canary, [10, 100]))
        {
            ManifestDigest = request.Image.ManifestDigest,
            ConfigDigest = request.Image.ConfigDigest,
            Image = request.Image,
            RunId = "run",
            Since = DateTimeOffset.UnixEpoch,
        });
        return handle;
    }

    /// <summary>What people decide about second versions on a platform.</summary>
    public TrafficDecisions TrafficOn(IPlatform platform) => _deployments.TrafficOn(platform);

    /// <summary>Stops an endpoint on a platform as a command would.</summary>
    public Task StopAsync(IPlatform platform) => _deployments.DeployerTo(platform, Gateways).StopAsync(Projects.Default, TestDeployments.Endpoint, forget: false, Cancellation);

    /// <summary>Removes an endpoint from a platform as a command would.</summary>
    public Task DestroyAsync(IPlatform platform, Action<string> onPhase) =>
        _deployments.DeployerTo(platform, Gateways).DestroyAsync(Projects.Default, TestDeployments.Endpoint, forget: false, onPhase, Cancellation);

    /// <summary>Rehearses a deployment to a platform.</summary>
    public async Task<TimeSpan> RehearseAsync(IPlatform platform, EnvironmentDefinition environment, DeploymentRequest request)
    {
        RehearsalStore rehearsals = _deployments.Rehearsals;
        RehearsalClaim claim = (await rehearsals.ClaimAsync(Projects.Default, request.Endpoint, TimeProvider.System.GetUtcNow(), Cancellation))!;
        try
        {
            var platforms = new Platforms([platform]);
            var remains = new RehearsalRemains(rehearsals, platforms, _deployments.Endpoints, Home, TimeProvider.System);
            var deployment = new RehearsedDeployment(
                _deployments.DeployerTo(platform, Gateways), platforms, _deployments.Versions, _deployments.Endpoints, rehearsals, remains, Home, TimeProvider.System);
            return await deployment.TimeAsync(claim, environment, request, Assert.Fail, Cancellation);
        }
        finally
        {
            await rehearsals.ReleaseAsync(claim, Cancellation);
        }
    }

    /// <summary>The endpoint as it is recorded.</summary>
    public async Task<EndpointRecord> RecordedAsync() => (await _deployments.Endpoints.FindAsync(Projects.Default, TestDeployments.Endpoint, Cancellation))!;

    /// <summary>What the registry has of an image.</summary>
    public async Task<string?> PushedAsync(string image)
    {
        var name = ImageName.Parse(image);
        using var client = new RegistryClient(RegistryOptions.Of(name.Registry));
        return await client.FindManifestAsync(name.Repository, name.Digest!, Cancellation);
    }

    // Another test may take the same port at the same moment, and its scorer answer there for the very same pipeline.
    private async Task<int> StartAsync(DeploymentRequest version)
    {
        DeploymentRequest running = version with { Endpoint = TestDeployments.Elsewhere };
        HashSet<int> taken = [.. _ports.Values, .. _keyed.Values];
        while (true)
        {
            int port = LoopbackPorts.Choose(taken);
            taken.Add(port);
            DeploymentHandle handle;
            try
            {
                handle = await _deployments.Host.StartAsync(running, new ScorerSettings(null, null), port, Cancellation);
            }
            catch (DeploymentException)
            {
                continue;
            }

            string? reason = await _deployments.Scorer.WaitUntilReadyAsync(
                handle.Url, running.PipelineSha256, () => _deployments.Host.IsRunningAsync(handle, Cancellation), TimeSpan.FromMinutes(1), Cancellation);
            var expected = new ExpectedDeployment(running.Endpoint, running.Name, running.PipelineSha256, running.Image);
            if (reason is null && (await _deployments.Host.InspectAsync(handle, expected, Cancellation)).All(check => check.Outcome != ProofOutcome.Refuted)) return port;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _deployments.DisposeAsync();
        await _registry.DisposeAsync();
    }
}

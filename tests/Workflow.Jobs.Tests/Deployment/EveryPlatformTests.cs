using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.Deployment.Aci;
using Workflow.Jobs.Tests.Deployment.Kubernetes;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Azure;
using Workflow.Testing.Kubernetes;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment;

/// <summary>One version, one endpoint: nothing but the platform of its environment is changed, from this machine to a cluster, to Azure and back.</summary>
[Trait("Needs", "Registry")]
[Collection(TestDeployments.Ports)]
public sealed class EveryPlatformTests(PostgresServer postgres) : IAsyncLifetime
{
    private RemoteDeployments _remote = null!;
    private TestCluster _cluster = null!;
    private TestGroups _azure = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EnvironmentDefinition Environment => new()
    {
        Name = "prod",
        Platform = "process",
        Registry = _remote.Registry,
        Aci = new AciSettings(ArmStandIn.Subscription, ArmStandIn.ResourceGroup, "westeurope") { Dns = "sample-prod" },
        Kubernetes = new KubernetesSettings(KubernetesStandIn.Namespace) { KubeConfig = _cluster.Api.WriteKubeConfig() },
    };

    public async ValueTask InitializeAsync()
    {
        _remote = await RemoteDeployments.CreateAsync(postgres);
        _cluster = await TestCluster.StartAsync();
        _cluster.ScoreWith(_remote);
        _azure = await TestGroups.StartAsync();
        _http = RemoteDeployments.Client(host => _azure.Arm.Containers.Groups.FirstOrDefault(group => host.StartsWith($"{group.Label}.", StringComparison.Ordinal)) is { } group ? _remote.ScorerOf(group.Image) : null);
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_azure is not null) await _azure.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_remote is not null) await _remote.DisposeAsync();
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployAsync_PlatformIsChanged_TheSameVersionAnswersThereAndNothingIsLeft()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        var platforms = new Platforms([_remote.Local, _cluster.Platform(_remote), Aci()]);
        foreach (string platform in (string[])["process", "aks", "aci", "process"])
        {
            DeployedEndpoint deployed = await _remote.ReleaseAsync(platforms, Environment with { Platform = platform }, version, _ => { });

            Assert.Equal(platform, deployed.Handle.Platform);
            Assert.Equal(version.PipelineSha256, (await platforms.Find(platform).ObserveAsync(deployed.Handle, Cancellation)).Pipeline);
            Assert.Equal(platform, string.Join(' ', await RunningAsync()));
            Assert.Equal((deployed.Handle, "sample@1"), ((await _remote.RecordedAsync()).Deployment, version.Name));
        }
    }

    private async Task<IEnumerable<string>> RunningAsync() =>
    [
        .. (await _remote.RunningHereAsync()).Select(_ => "process"),
        .. _cluster.Store.List("deployments", KubernetesStandIn.Namespace).Select(_ => "aks"),
        .. _azure.Arm.Containers.Groups.Select(_ => "aci"),
    ];

    private AciPlatform Aci()
    {
        var scorer = new ScorerClient(_http, TimeProvider.System);
        return new AciPlatform(new Lazy<ContainerGroups>(() => _azure.Open()), new AciPlaces(_remote.Home, _remote.Gateways), new AciRegistryAccess(new FixedCredentials(null)), _remote.Images, new RemoteProof(scorer), scorer);
    }
}

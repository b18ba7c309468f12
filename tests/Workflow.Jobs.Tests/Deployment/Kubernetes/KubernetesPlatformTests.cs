using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Kubernetes;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

/// <summary>Versions brought to a cluster: real images in a real registry, the real kubectl, real scorers behind a stand-in of the cluster's API.</summary>
[Trait("Needs", "Registry")]
[Collection(TestDeployments.Ports)]
public sealed class KubernetesPlatformTests(PostgresServer postgres) : IAsyncLifetime
{
    private RemoteDeployments _remote = null!;
    private TestCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EnvironmentDefinition Environment { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _remote = await RemoteDeployments.CreateAsync(postgres);
        _cluster = await TestCluster.StartAsync();
        _cluster.ScoreWith(_remote);
        Environment = new EnvironmentDefinition
        {
            Name = "prod",
            Platform = "aks",
            Registry = _remote.Registry,
            Cpu = 0.5m,
            Kubernetes = new KubernetesSettings(KubernetesStandIn.Namespace) { KubeConfig = _cluster.Api.WriteKubeConfig(), Replicas = 2 },
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_remote is not null) await _remote.DisposeAsync();
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_VersionAfterVersion_RollsOutProvesAndGoesBack()
    {
        DeploymentRequest first = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeploymentRequest second = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        var order = new DeploymentOrder(Projects.Default, Environment, first, null);
        PlatformPlan plan = await Open().PlanAsync(order, Cancellation);
        Assert.Equal(0, _cluster.Api.Changes);
        Assert.Equal(["image", "Deployment", "NetworkPolicy", "Service", "PodDisruptionBudget", "endpoint"], plan.Changes.Select(change => change.Kind));
        Assert.All(plan.Changes, change => Assert.Equal(PlannedAction.Create, change.Action));
        Assert.StartsWith("2 replicas, each 250m to 500m cpu, 256Mi to 512Mi of memory, port 9090 in kubeconfig ", plan.Changes[1].Detail, StringComparison.Ordinal);

        DeployedEndpoint deployed = await ApplyAsync(order);
        Assert.Equal("http://sample-dev.models.svc:9090/", deployed.Handle.Url.AbsoluteUri);
        Assert.Equal(first.Image.ManifestDigest, await _remote.PushedAsync(Image));
        Assert.Equal(first.PipelineSha256, (await Open().ObserveAsync(deployed.Handle, Cancellation)).Pipeline);
        string manifest = await File.ReadAllTextAsync(Path.Combine(_remote.Home.Endpoints, first.Endpoint, "workload.yaml"), Cancellation);
        Assert.Contains(first.Image.ManifestDigest, manifest, StringComparison.Ordinal);

        EndpointRecord recorded = RemoteDeployments.Record(Environment, first, deployed);
        DeployedEndpoint next = await ApplyAsync(order with { Request = second, Recorded = recorded });
        Assert.EndsWith(second.Image.ManifestDigest, Image, StringComparison.Ordinal);
        Assert.Equal(second.PipelineSha256, (await Open().ObserveAsync(next.Handle, Cancellation)).Pipeline);
        await ApplyAsync(order with { Recorded = RemoteDeployments.Record(Environment, second, next) });
        Assert.EndsWith(first.Image.ManifestDigest, Image, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_NewVersionCrashes_TellsWhyAndSetsTheWorkloadBack()
    {
        DeploymentRequest first = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeploymentRequest second = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, first, null));
        string image = Image;
        _cluster.Store.Next(KubernetesScenes.Crashes(139, 4));

        KubernetesException refused = await Assert.ThrowsAsync<KubernetesException>(
            () => ApplyAsync(new DeploymentOrder(Projects.Default, Environment, second, RemoteDeployments.Record(Environment, first, deployed))));

        Assert.Equal(WorkloadReasonKind.CrashLoop, refused.Reason!.Kind);
        Assert.Equal(image, Image);
        Assert.Equal(first.PipelineSha256, (await Open().ObserveAsync(deployed.Handle, Cancellation)).Pipeline);
    }

    // The cluster takes what it may be sent, document by document, and refuses the rest.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_OneObjectIsForbidden_SetsTheOthersBack()
    {
        DeploymentRequest first = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeploymentRequest second = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, first, null));
        string image = Image;
        ForbidIngresses();

        var refused = await Assert.ThrowsAsync<KubernetesException>(() => ApplyAsync(new DeploymentOrder(Projects.Default, WithHost, second, RemoteDeployments.Record(Environment, first, deployed))));

        Assert.Equal(WorkloadReasonKind.Forbidden, refused.Reason!.Kind);
        Assert.Equal(image, Image);
        Assert.Equal(first.PipelineSha256, (await Open().ObserveAsync(deployed.Handle, Cancellation)).Pipeline);
        Assert.Contains("setting the workload sample-dev in namespace models back to sample@1", _cluster.Lines);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_FirstDeploymentAndOneObjectIsForbidden_LeavesNothing()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        ForbidIngresses();
        await Assert.ThrowsAsync<KubernetesException>(() => ApplyAsync(new DeploymentOrder(Projects.Default, WithHost, version, null)));
        Assert.Empty(_cluster.Store.List("deployments", KubernetesStandIn.Namespace));
        Assert.Empty(_cluster.Store.List("services", KubernetesStandIn.Namespace));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_SettingBackIsForbiddenToo_SaysBoth()
    {
        DeploymentRequest first = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeploymentRequest second = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, first, null));
        ForbidIngresses();
        _cluster.Store.Next(rollout => _cluster.Api.Refuse("PATCH", "/deployments/", 403, "Forbidden", DenialOf("patch", "deployments", "apps"), times: 5));

        var refused = await Assert.ThrowsAsync<DeploymentException>(() => ApplyAsync(new DeploymentOrder(Projects.Default, WithHost, second, RemoteDeployments.Record(Environment, first, deployed))));

        Assert.Contains("may not patch ingresses.networking.k8s.io", refused.Message, StringComparison.Ordinal);
        Assert.Contains("The workload could not be set back to sample@1: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("may not patch deployments.apps", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_StoppedWhileItRollsOut_SetsBackWhatIsRecorded(bool isRecorded)
    {
        DeploymentRequest first = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeploymentRequest second = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        EndpointRecord? recorded = isRecorded
            ? RemoteDeployments.Record(Environment, first, await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, first, null)))
            : null;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _cluster.Store.Next(KubernetesScenes.Waits, _ => end.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Open().ApplyAsync(new DeploymentOrder(Projects.Default, Environment, second, recorded), _cluster.Report, end.Token));

        Assert.DoesNotContain(_cluster.Lines, line => line.Contains("not set back", StringComparison.Ordinal));
        if (isRecorded) Assert.EndsWith(first.Image.ManifestDigest, Image, StringComparison.Ordinal);
        else Assert.Empty(_cluster.Store.List("deployments", KubernetesStandIn.Namespace));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_NewVersionCrashes_RemovesWhatAKilledFirstDeploymentLeft()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeploymentRequest next = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        var order = new DeploymentOrder(Projects.Default, Environment, version, null);
        await ApplyAsync(order);
        _cluster.Store.Next(KubernetesScenes.Crashes(139, 4));
        await Assert.ThrowsAsync<KubernetesException>(() => ApplyAsync(order with { Request = next }));
        Assert.Empty(_cluster.Store.List("deployments", KubernetesStandIn.Namespace));
    }

    // A cluster or a namespace is a place of its own; another name of the same cluster is none.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployAsync_AnotherNamespaceOrKubeConfig_LeavesNothingBehind()
    {
        _cluster.Store.Add("namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "others" } });
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeployedEndpoint first = await _remote.ReleaseAsync(Open(), Environment, version, _cluster.Report);
        EnvironmentDefinition renamed = Environment with { Kubernetes = Environment.Kubernetes! with { KubeConfig = _cluster.Api.WriteKubeConfig() } };

        File.Delete(Environment.Kubernetes!.KubeConfig!);
        await _remote.ReleaseAsync(Open(), renamed, version, _cluster.Report);
        Assert.Single(_cluster.Store.List("deployments", KubernetesStandIn.Namespace));
        EnvironmentDefinition moved = renamed with { Kubernetes = renamed.Kubernetes! with { Namespace = "others" } };
        EndpointRecord recorded = await _remote.RecordedAsync();
        PlatformPlan plan = await Open().PlanAsync(new DeploymentOrder(Projects.Default, moved, version, recorded), Cancellation);
        LeftBehind left = await LeftBehind.FindAsync(Open(), recorded, plan.Outcome, plan.ChangesNothing, hasGateway: false, Cancellation);
        Assert.Equal([(PlannedAction.Remove, $"aks {first.Handle.Id}")], left.Changes(recorded).Select(change => (change.Action, change.Name)));

        await _remote.ReleaseAsync(Open(), moved, version, _cluster.Report);
        Assert.Empty(_cluster.Store.List("deployments", KubernetesStandIn.Namespace));
        Assert.Single(_cluster.Store.List("deployments", "others"));
    }

    // What an environment no longer asks for goes; what is so already stays; what is new is made.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task PlanAsync_WorkloadIsThere_NamesWhatIsMadeChangedKeptAndRemoved()
    {
        DeploymentRequest first = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        EndpointRecord recorded = RemoteDeployments.Record(WithHost, first, await ApplyAsync(new DeploymentOrder(Projects.Default, WithHost, first, null)));
        PlatformPlan same = await Open().PlanAsync(new DeploymentOrder(Projects.Default, WithHost, first, recorded), Cancellation);
        Assert.All(same.Changes, change => Assert.Equal(PlannedAction.Keep, change.Action));
        Assert.Equal(["image", "Deployment", "NetworkPolicy", "Service", "PodDisruptionBudget", "Ingress", "endpoint"], same.Changes.Select(change => change.Kind));

        DeploymentRequest second = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        EnvironmentDefinition scaled = Environment with { Kubernetes = Environment.Kubernetes! with { MaxReplicas = 4, Service = ServiceKind.NodePort } };
        PlatformPlan plan = await Open().PlanAsync(new DeploymentOrder(Projects.Default, scaled, second, recorded), Cancellation);
        Assert.Equal(
            [
                (PlannedAction.Create, "image"), (PlannedAction.Change, "Deployment"), (PlannedAction.Remove, "Ingress"), (PlannedAction.Change, "NetworkPolicy"), (PlannedAction.Change, "Service"),
                (PlannedAction.Change, "PodDisruptionBudget"), (PlannedAction.Create, "HorizontalPodAutoscaler"), (PlannedAction.Change, "endpoint"),
            ],
            plan.Changes.Select(change => (change.Action, change.Kind)));
        await ApplyAsync(new DeploymentOrder(Projects.Default, scaled, second, recorded));
        Assert.Equal(
            plan.Changes.Where(change => change.Action != PlannedAction.Remove && change.Kind is not ("image" or "endpoint")).Select(change => change.Kind).Order(StringComparer.Ordinal),
            _cluster.Store.Objects.Where(one => one.Name == first.Endpoint).Select(one => one.Kind.Name).Order(StringComparer.Ordinal));
    }

    // Whoever may deploy and may not ask through the API cannot prove anything: nothing unproven is left behind.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_ServicesProxyIsForbidden_SaysWhichRightIsMissingAndRemovesTheWorkload()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        _cluster.Api.Refuse("GET", "/proxy/", 403, "Forbidden", "services \"http:sample-dev:9090\" is forbidden: User \"tests\" cannot get resource \"services/proxy\" in API group \"\" in the namespace \"models\"");
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => ApplyAsync(new DeploymentOrder(Projects.Default, Environment, version, null)));
        Assert.Contains("The deployer needs get and create on services/proxy in namespace models", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_cluster.Store.List("deployments", KubernetesStandIn.Namespace));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task StopApplyDestroy_OneEndpoint_RestsRunsAgainAndGoes()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, version, null));
        var removal = new EndpointRemoval(version.Endpoint, [deployed.Handle]);
        Assert.Equal(deployed.Handle, await Open().StopAsync(removal, Cancellation));
        _cluster.Api.Scorer = _ => null;
        Assert.Equal("the workload sample-dev in namespace models has no replicas", (await Open().ObserveAsync(deployed.Handle, Cancellation)).Reason);
        _cluster.Api.Scorer = _ => _remote.ScorerOf(Image);
        Assert.Equal(deployed.Handle, (await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, version, null))).Handle);

        await Open().DestroyAsync(removal, Cancellation);
        Assert.Empty(_cluster.Store.List("deployments", KubernetesStandIn.Namespace));
        Assert.Empty(_cluster.Store.List("services", KubernetesStandIn.Namespace));
    }

    // The same answers from another image: only the nodes can tell.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ProveAsync_ImageOfAPodIsSwapped_IsRefuted()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, version, null));
        var expected = new ExpectedDeployment(version.Endpoint, version.Name, version.PipelineSha256, version.Image) { PipelineFile = version.PipelineFile };
        IReadOnlyList<ProofCheck> proven = await Open().ProveAsync(deployed.Handle, expected, Cancellation);
        Assert.Equal(
            [("pipeline", ProofOutcome.Proven), ("golden answers", ProofOutcome.Proven), ("image", ProofOutcome.Proven), ("running image", ProofOutcome.Proven)],
            proven.Select(check => (check.Name, check.Outcome)));

        KubernetesObject pod = _cluster.Store.List("pods", KubernetesStandIn.Namespace).First();
        string swapped = $"sha256:{new string('0', 64)}";
        _cluster.Store.Change(pod, () => pod.Body["status"]!["containerStatuses"]![0]!["imageID"] = $"registry.example/other@{swapped}");
        ProofCheck refuted = Assert.Single(await Open().ProveAsync(deployed.Handle, expected, Cancellation), check => check.Outcome != ProofOutcome.Proven);
        Assert.Equal(("running image", $"{swapped} runs; deployed was {version.Image.ManifestDigest}"), (refuted.Name, refuted.Detail));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_EnvironmentHasKeys_TheClusterKeepsThemInASecretOfTheWorkload()
    {
        string file = _remote.Home.Work + ".keys";
        EnvironmentDefinition environment = Environment with { ApiKeys = $"file:{file}" };
        await File.WriteAllTextAsync(file, "planted-one\nplanted-two\n", Cancellation);
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        var order = new DeploymentOrder(Projects.Default, environment, await _remote.WithKeysAsync(version, environment), null);
        Assert.Contains((PlannedAction.Create, "Secret"), (await Open().PlanAsync(order, Cancellation)).Changes.Select(change => (change.Action, change.Kind)));

        DeployedEndpoint deployed = await ApplyAsync(order);

        Assert.Equal("planted-one,planted-two", _cluster.KeysOf(_cluster.Deployment));
        KubernetesObject secret = Assert.Single(_cluster.Store.List("secrets", KubernetesStandIn.Namespace));
        Assert.Equal((_cluster.Deployment.Name, _cluster.Deployment.Labels!.ToJsonString()), (secret.Name, secret.Labels!.ToJsonString()));
        Assert.Equal(version.PipelineSha256, (await Open().ObserveAsync(deployed.Handle, Cancellation)).Pipeline);
        var expected = new ExpectedDeployment(version.Endpoint, version.Name, version.PipelineSha256, version.Image) { PipelineFile = version.PipelineFile, Keys = order.Request.Keys };
        Assert.All(await Open().ProveAsync(deployed.Handle, expected, Cancellation), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));

        // Nowhere but in the Secret.
        string manifest = await File.ReadAllTextAsync(Path.Combine(_remote.Home.Endpoints, version.Endpoint, "workload.yaml"), Cancellation);
        Assert.Contains("secretKeyRef", manifest, StringComparison.Ordinal);
        string told = $"{manifest}{JobsJson.Write(deployed)}{string.Concat(_cluster.Lines)}{_cluster.Deployment.Body.ToJsonString()}";
        Assert.All(["planted", secret.Body["data"]!["api-keys"]!.GetValue<string>()], hidden => Assert.DoesNotContain(hidden, told, StringComparison.Ordinal));

        // The same again changes nothing; other keys are other pods; none at all takes the Secret away.
        DeploymentOrder again = order with { Recorded = RemoteDeployments.Record(environment, version, deployed) };
        Assert.All((await Open().PlanAsync(again, Cancellation)).Changes, change => Assert.Equal(PlannedAction.Keep, change.Action));
        await File.WriteAllTextAsync(file, "planted-two\nplanted-three\n", Cancellation);
        DeploymentOrder changed = again with { Request = await _remote.WithKeysAsync(version, environment) };
        Assert.Equal(["Deployment", "Secret", "endpoint"], (await Open().PlanAsync(changed, Cancellation)).Changes.Where(change => change.Action == PlannedAction.Change).Select(change => change.Kind));
        await ApplyAsync(changed);
        Assert.Equal("planted-two,planted-three", _cluster.KeysOf(_cluster.Deployment));
        Assert.Equal(2, _cluster.Store.List("replicasets", KubernetesStandIn.Namespace).Count());

        await ApplyAsync(again with { Environment = Environment, Request = version });
        Assert.Empty(_cluster.Store.List("secrets", KubernetesStandIn.Namespace));
        Assert.Null(_cluster.KeysOf(_cluster.Deployment));
    }

    [Fact]
    public async Task DestroyAsync_WorkloadHasKeys_TheSecretGoesWithIt()
    {
        string file = _remote.Home.Work + ".keys";
        EnvironmentDefinition environment = Environment with { ApiKeys = $"file:{file}" };
        await File.WriteAllTextAsync(file, "planted", Cancellation);
        DeploymentRequest version = await _remote.WithKeysAsync(await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1"), environment);
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, environment, version, null));
        await Open().DestroyAsync(new EndpointRemoval(version.Endpoint, [deployed.Handle]), Cancellation);
        Assert.Empty(_cluster.Store.List("secrets", KubernetesStandIn.Namespace));
    }

    // Deployers without any right to Secrets go on deploying what needs none.
    [Fact]
    public async Task ApplyAsync_SecretsAreForbiddenAndNotNeeded_Deploys()
    {
        _cluster.Api.Refuse("GET", "/secrets", 403, "Forbidden", "secrets is forbidden: User \"tests\" cannot list resource \"secrets\" in API group \"\" in the namespace \"models\"", times: 100);
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, Environment, version, null));
        await Open().DestroyAsync(new EndpointRemoval(version.Endpoint, [deployed.Handle]), Cancellation);
    }

    [Fact]
    public async Task ApplyAsync_ClusterRefusesAndQuotesTheKeys_TellsNoneOfThem()
    {
        string file = _remote.Home.Work + ".keys";
        EnvironmentDefinition environment = Environment with { ApiKeys = $"file:{file}" };
        await File.WriteAllTextAsync(file, "planted-one\nplanted-two\n", Cancellation);
        DeploymentRequest version = await _remote.WithKeysAsync(await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1"), environment);
        string encoded = Convert.ToBase64String("planted-one,planted-two"u8);
        _cluster.Api.Refuse("PATCH", "/secrets/", 403, "Forbidden", $"admission webhook denied the request: planted-two and {encoded} are no keys", times: 10);

        var refused = await Assert.ThrowsAsync<KubernetesException>(() => ApplyAsync(new DeploymentOrder(Projects.Default, environment, version, null)));

        Assert.Contains("(secret) and (secret) are no keys", refused.Message, StringComparison.Ordinal);
        Assert.All(["planted", encoded], hidden => Assert.DoesNotContain(hidden, $"{refused}{string.Concat(_cluster.Lines)}", StringComparison.Ordinal));
    }

    private string Image => TestCluster.ImageOf(_cluster.Deployment);

    private EnvironmentDefinition WithHost => Environment with { Kubernetes = Environment.Kubernetes! with { Host = "models.example.org", TlsSecret = "models-tls" } };

    private void ForbidIngresses() => _cluster.Api.Refuse("PATCH", "/ingresses/", 403, "Forbidden", DenialOf("patch", "ingresses", "networking.k8s.io"));

    private static string DenialOf(string verb, string resource, string group) =>
        $"{resource}.{group} \"sample-dev\" is forbidden: User \"tests\" cannot {verb} resource \"{resource}\" in API group \"{group}\" in the namespace \"models\"";

    private KubernetesPlatform Open() => _cluster.Platform(_remote);

    private Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order) => Open().ApplyAsync(order, _cluster.Report, Cancellation);
}

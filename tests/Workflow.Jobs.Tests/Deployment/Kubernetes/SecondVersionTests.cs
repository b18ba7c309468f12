using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Kubernetes;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

/// <summary>Two versions at one endpoint of a cluster: real images in a real registry, the real kubectl, real scorers behind a stand-in of the cluster's API.</summary>
[Trait("Needs", "Registry")]
[Trait("Speed", "Slow")]
[Collection(TestDeployments.Ports)]
public sealed class SecondVersionTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Own = TestDeployments.Endpoint;
    private RemoteDeployments _remote = null!;
    private TestCluster _cluster = null!;
    private DeploymentRequest _first = null!;
    private DeploymentRequest _second = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EnvironmentDefinition Environment { get; set; } = null!;

    private IReadOnlyList<string> Names => NamesIn(_cluster, KubernetesStandIn.Namespace);

    private string OtherName => Names.Single(name => name != Own);

    public async ValueTask InitializeAsync()
    {
        _remote = await RemoteDeployments.CreateAsync(postgres);
        _cluster = await TestCluster.StartAsync();
        _cluster.ScoreWith(_remote);
        _remote.AnnounceGateway();
        Environment = EnvironmentOf(_cluster);
        _first = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        _second = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        await ReleaseAsync(_first);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_remote is not null) await _remote.DisposeAsync();
    }

    [Fact]
    public async Task DeployBesideAsync_Twice_DoesWhatThePlanSaysAndLeavesWhatServesAlone()
    {
        string before = Snapshot(Own);
        int changes = _cluster.Api.Changes;
        PlatformPlan plan = await PlanBesideAsync(_second);
        Assert.Equal(changes, _cluster.Api.Changes);
        Assert.Equal(
            [
                (PlannedAction.Create, "image"), (PlannedAction.Create, "Deployment"), (PlannedAction.Create, "NetworkPolicy"), (PlannedAction.Create, "Service"), (PlannedAction.Create, "PodDisruptionBudget"),
                (PlannedAction.Create, "HorizontalPodAutoscaler"), (PlannedAction.Keep, "workload"), (PlannedAction.Change, "endpoint"),
            ],
            plan.Changes.Select(change => (change.Action, change.Kind)));
        Assert.Equal("sample@0 goes on serving, and sample@2 gets its share beside it", plan.Changes[^1].Detail);

        DeploymentHandle beside = await BesideAsync(_second);

        Assert.Equal($"models/{OtherName}", beside.Id);
        Assert.Equal($"http://{OtherName}.models.svc:9090/", beside.Url.AbsoluteUri);
        Assert.Matches("^sample-dev-[0-9a-f]{8}$", OtherName);
        Assert.Equal(plan.Changes[1].Name, beside.Id);
        Assert.Equal(["Deployment", "HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget", "Service"], KindsOf(OtherName));
        Assert.Equal(before, Snapshot(Own));
        Assert.Equal((_first.PipelineSha256, _second.PipelineSha256), (await PipelineAsync((await _remote.RecordedAsync()).Deployment!), await PipelineAsync(beside)));
        var expected = new ExpectedDeployment(Own, _second.Name, _second.PipelineSha256, _second.Image) { PipelineFile = _second.PipelineFile };
        Assert.All(await Open().ProveAsync(beside, expected, Cancellation), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));

        string both = Snapshot();
        Assert.Equal(beside, await BesideAsync(_second));
        Assert.Equal(both, Snapshot());
        Assert.DoesNotContain((await PlanBesideAsync(_second)).Changes.SkipLast(1), change => change.Action != PlannedAction.Keep);
    }

    // Between any two of its objects, before the cluster has made one or after. What is killed sets nothing back.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ApplyAsync_KilledBetweenTwoObjects_NextAttemptEndsRight(bool isDone)
    {
        string before = Snapshot(Own);
        EndpointRecord recorded = await _remote.RecordedAsync();
        for (int change = 1; change <= 5; change++)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            _cluster.Api.Cut = new KubernetesCut(_cluster.Api.Changes + change, isDone, end.CancelAsync);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _cluster.ApplyAsync(SecondSpec(_second), end.Token));
            DeploymentHandle beside = (await Open().ApplyAsync(Beside(_second, recorded), _cluster.Report, Cancellation)).Handle;
            Assert.Equal(_second.PipelineSha256, await PipelineAsync(beside));
            Assert.Equal(5, KindsOf(OtherName).Count);
            Assert.Equal(before, Snapshot(Own));
            await Open().RemoveAsync(Own, beside, Cancellation);
            Assert.Equal([Own], Names);
        }
    }

    // What a killed attempt has left goes with the next one, of whichever version, and with the next plain deployment.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ApplyAsync_SomethingIsLeftOfAKilledAttempt_Goes(bool isBeside)
    {
        DeploymentRequest third = await _remote.VersionAsync(SamplePipelines.Regression(), "sample@3");
        EndpointRecord recorded = await _remote.RecordedAsync();
        DeploymentHandle lost = (await Open().ApplyAsync(Beside(third, recorded), _cluster.Report, Cancellation)).Handle;
        _cluster.Store.Remove(_cluster.Store.Find("deployments", KubernetesStandIn.Namespace, OtherName)!);
        DeploymentOrder order = Beside(_second, recorded) with { IsChallenger = isBeside };
        Assert.Contains((await Open().PlanAsync(order, Cancellation)).Changes, change => change is { Action: PlannedAction.Remove, Kind: "workload" } && change.Name == lost.Id);
        await Open().ApplyAsync(order, _cluster.Report, Cancellation);
        Assert.DoesNotContain(lost.Id.Split('/')[1], Names);
        Assert.Contains(Own, Names);
    }

    [Fact]
    public async Task DeployBesideAsync_AnotherSecondVersion_TakesThePlaceOfTheFirst()
    {
        DeploymentHandle former = await BesideAsync(_second);
        DeploymentRequest third = await _remote.VersionAsync(SamplePipelines.Regression(), "sample@3");
        PlannedChange planned = Assert.Single((await PlanBesideAsync(third)).Changes, change => change.Action == PlannedAction.Remove);
        Assert.Equal((former.Id, "the second version of now, sample@2, once the new one has proven itself"), (planned.Name, planned.Detail));
        DeploymentHandle now = await BesideAsync(third);
        Assert.Equal([Own, now.Id.Split('/')[1]], Names);
    }

    // The very same version, and so the same name, in another cluster is another workload.
    [Fact]
    public async Task DeployBesideAsync_SameVersionInAnotherCluster_LeavesNothingInTheFirst()
    {
        await BesideAsync(_second);
        await using TestCluster other = await TestCluster.StartAsync();
        other.ScoreWith(_remote);
        await _remote.ReleaseBesideAsync(other.Platform(_remote), EnvironmentOf(other), _second, other.Report);
        Assert.Equal([Own], Names);
        Assert.Single(NamesIn(other, KubernetesStandIn.Namespace));
    }

    [Fact]
    public async Task DeployBesideAsync_DoesNotStart_IsRemovedAndWhatServesIsLeftAlone()
    {
        string before = Snapshot(Own);
        _cluster.Store.Next(KubernetesScenes.Crashes(139, 4));
        Assert.Equal(WorkloadReasonKind.CrashLoop, (await Assert.ThrowsAsync<KubernetesException>(() => BesideAsync(_second))).Reason!.Kind);
        Assert.Equal([Own], Names);
        Assert.Equal(before, Snapshot(Own));
    }

    [Fact]
    public async Task DeployBesideAsync_OnceMoreAndItFails_SetsTheSecondVersionBack()
    {
        await BesideAsync(_second);
        string before = SpecOf(OtherName);
        _cluster.Store.Next(KubernetesScenes.Crashes(139, 4));
        await Assert.ThrowsAsync<KubernetesException>(() => BesideAsync(_second, Environment with { Cpu = 0.25m }));
        Assert.Equal(before, SpecOf(OtherName));
        Assert.DoesNotContain("Ingress", KindsOf(OtherName));
        Assert.Contains($"setting the workload {OtherName} in namespace models back to sample@2", _cluster.Lines);
    }

    [Fact]
    public async Task DeployBesideAsync_GatewayIsOutsideOfTheCluster_IsRefusedAndRemoved()
    {
        _cluster.IsInside = false;
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => BesideAsync(_second));
        Assert.Contains("is not reached from here at http://sample-dev-", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Run workflow up or workflow gateway inside of the cluster, or give the environment service: load-balancer", refused.Message, StringComparison.Ordinal);
        Assert.Equal([Own], Names);
    }

    [Fact]
    public async Task DeployBesideAsync_NameIsSomebodyElses_IsRefusedAndLeftAlone()
    {
        string name = SecondSpec(_second).Address.Name;
        _cluster.Store.Add("services", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = KubernetesStandIn.Namespace } });
        string before = Snapshot();
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => BesideAsync(_second));
        Assert.Equal(WorkloadReasonKind.OwnedByOthers, refused.Reason!.Kind);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task EndAsync_SecondVersion_GoesAlone()
    {
        string before = Snapshot(Own);
        await BesideAsync(_second);
        await _remote.TrafficOn(Open()).EndAsync(Projects.Default, Own, Cancellation);
        Assert.Equal([Own], Names);
        Assert.Equal(before, Snapshot(Own));
        Assert.Null((await _remote.RecordedAsync()).Challenger);
    }

    // From promotion to promotion: the endpoint's own workload, which others may ask by its name, is never taken away.
    [Fact]
    public async Task PromoteAsync_OneAfterTheOther_ServesFromTheSecondAndKeepsTheEndpointsOwn()
    {
        string before = Snapshot(Own);
        DeploymentHandle second = await BesideAsync(_second);
        await PromoteAsync();
        EndpointRecord promoted = await _remote.RecordedAsync();
        Assert.Equal((second, _second.PipelineSha256, $"models/{Own}"), (promoted.Deployment, promoted.PipelineSha256, promoted.Previous!.Handle.Id));
        Assert.Equal(before, Snapshot(Own));

        DeploymentRequest third = await _remote.VersionAsync(SamplePipelines.Regression(), "sample@3");
        DeploymentHandle next = await BesideAsync(third);
        Assert.Equal(3, Names.Count);
        await PromoteAsync();
        EndpointRecord again = await _remote.RecordedAsync();
        Assert.Equal((next, $"models/{Own}", _first.PipelineSha256), (again.Deployment, again.Previous!.Handle.Id, again.Previous.PipelineSha256));
        Assert.Equal([Own, next.Id.Split('/')[1]], Names);
        Assert.Equal(before, Snapshot(Own));
    }

    // Each workload has a Secret of its own, and what takes keys of before goes as soon as nobody needs it.
    [Fact]
    public async Task DeployBesideAsync_EnvironmentHasKeys_HasASecretOfItsOwnUntilItGoes()
    {
        string file = _remote.Home.Work + ".keys";
        Environment = Environment with { ApiKeys = $"file:{file}" };
        await File.WriteAllTextAsync(file, "planted-old", Cancellation);
        await _remote.WithKeysAsync(_second, Environment);
        DeploymentHandle second = await BesideAsync(_second);
        Assert.Equal([OtherName], _cluster.Store.List("secrets", KubernetesStandIn.Namespace).Select(secret => secret.Name));
        Assert.DoesNotContain("planted", await File.ReadAllTextAsync(Path.Combine(_remote.Home.Endpoints, Own, "second-workload.yaml"), Cancellation), StringComparison.Ordinal);
        await PromoteAsync();

        await File.WriteAllTextAsync(file, "planted-new", Cancellation);
        DeploymentRequest third = await _remote.VersionAsync(SamplePipelines.Regression(), "sample@3");
        await _remote.WithKeysAsync(third, Environment);
        Assert.Equal(second, (await ReleaseAsync(third)).Previous?.Handle);
        Assert.Null((await ReleaseAsync(third)).Previous);
        Assert.Equal([Own], Names);
        Assert.Equal([Own], _cluster.Store.List("secrets", KubernetesStandIn.Namespace).Select(secret => secret.Name));
        Assert.Equal("planted-new", _cluster.KeysOf(_cluster.Deployment));
    }

    // What serves goes on until the record names the endpoint's own workload again; then it is not needed any more.
    [Fact]
    public async Task DeployAsync_AfterAPromotion_GoesToTheEndpointsOwnWorkload()
    {
        DeploymentHandle second = await BesideAsync(_second);
        await PromoteAsync();
        string serving = Snapshot(OtherName);
        DeploymentRequest third = await _remote.VersionAsync(SamplePipelines.Regression(), "sample@3");
        PlatformPlan plan = await Open().PlanAsync(Beside(third, await _remote.RecordedAsync()) with { IsChallenger = false }, Cancellation);
        Assert.Equal((PlannedAction.Keep, second.Id), plan.Changes.Where(change => change.Kind == "workload").Select(change => (change.Action, change.Name)).Single());
        Assert.StartsWith("from sample@0 on http://sample-dev-", plan.Changes[^1].Detail, StringComparison.Ordinal);

        DeployedEndpoint deployed = await ReleaseAsync(third);
        Assert.Equal(($"models/{Own}", second, _second.PipelineSha256), (deployed.Handle.Id, deployed.Previous!.Handle, deployed.Previous.PipelineSha256));
        Assert.Equal(serving, Snapshot(OtherName));
        Assert.Equal(third.PipelineSha256, await PipelineAsync(deployed.Handle));

        // The same again changes nothing; another one removes it.
        Assert.True((await Open().PlanAsync(Beside(third, await _remote.RecordedAsync()) with { IsChallenger = false }, Cancellation)).ChangesNothing);
        Assert.Equal(second, (await ReleaseAsync(third)).Previous?.Handle);
        Assert.Null((await ReleaseAsync(_first)).Previous);
        Assert.Equal([Own], Names);
    }

    [Fact]
    public async Task DeployAsync_AfterAPromotionAndItFails_SetsTheEndpointsOwnWorkloadBack()
    {
        await BesideAsync(_second);
        await PromoteAsync();
        _cluster.Store.Next(KubernetesScenes.Crashes(139, 4));
        DeploymentRequest third = await _remote.VersionAsync(SamplePipelines.Regression(), "sample@3");
        await Assert.ThrowsAsync<KubernetesException>(() => ReleaseAsync(third));
        Assert.EndsWith(_first.Image.ManifestDigest, TestCluster.ImageOf(_cluster.Store.Find("deployments", KubernetesStandIn.Namespace, Own)!), StringComparison.Ordinal);
        Assert.Contains($"setting the workload {Own} in namespace models back to sample@1", _cluster.Lines);
        Assert.Equal(_second.PipelineSha256, await PipelineAsync((await _remote.RecordedAsync()).Deployment!));
    }

    // Going back from what was promoted starts nothing: the version before is still there.
    [Fact]
    public async Task DeployAsync_BackFromAPromotion_ChangesNothingInTheCluster()
    {
        await BesideAsync(_second);
        await PromoteAsync();
        string both = Snapshot();
        DeployedEndpoint back = await ReleaseAsync(_first);
        Assert.Equal(both, Snapshot());
        Assert.Equal(_first.PipelineSha256, await PipelineAsync(back.Handle));
    }

    [Fact]
    public async Task DeployAsync_WhileASecondVersionRuns_TakesTheEndpointOver()
    {
        DeploymentHandle beside = await BesideAsync(_second);
        PlatformPlan plan = await Open().PlanAsync(Beside(_first, await _remote.RecordedAsync()) with { IsChallenger = false }, Cancellation);
        Assert.Equal(beside.Id, Assert.Single(plan.Changes, change => change.Action == PlannedAction.Remove).Name);
        await ReleaseAsync(_first);
        Assert.Equal([Own], Names);
    }

    [Fact]
    public async Task Rehearsal_WhileASecondVersionRuns_LeavesBoth()
    {
        await BesideAsync(_second);
        string both = Snapshot();
        await _remote.RehearseAsync(Open(), Environment, _first);
        Assert.Equal(both, Snapshot());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StopAsync_TwoVersions_OnlyTheEndpointsOwnWorkloadRests(bool isPromoted)
    {
        await BesideAsync(_second);
        if (isPromoted) await PromoteAsync();
        await _remote.StopAsync(Open());
        Assert.Equal([Own], Names);
        Assert.Equal($"models/{Own}", (await _remote.RecordedAsync()).Resting!.Id);
        Assert.Empty(_cluster.Store.List("pods", KubernetesStandIn.Namespace));

        await ReleaseAsync(_second);
        Assert.Equal([Own], Names);
        Assert.Equal(_second.PipelineSha256, await PipelineAsync((await _remote.RecordedAsync()).Deployment!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DestroyAsync_TwoVersions_LeavesNothingButWhatIsOthers(bool isPromoted)
    {
        DeployedEndpoint others = await Open().ApplyAsync(new DeploymentOrder(Projects.Default, Environment, _first with { Endpoint = "sample-dev-eu" }, null), _cluster.Report, Cancellation);
        string before = Snapshot("sample-dev-eu");
        await BesideAsync(_second);
        if (isPromoted) await PromoteAsync();
        await _remote.DestroyAsync(Open(), _cluster.Report);
        Assert.Equal(["sample-dev-eu"], Names);
        Assert.Equal(before, Snapshot("sample-dev-eu"));
        Assert.Equal(_first.PipelineSha256, await PipelineAsync(others.Handle));
    }

    private static IReadOnlyList<string> NamesIn(TestCluster cluster, string place) =>
        [.. cluster.Store.Objects.Where(one => one.Namespace == place && one.Kind.Name is "Deployment" or "Service" or "NetworkPolicy").Select(one => one.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private IReadOnlyList<string> KindsOf(string name) => [.. _cluster.Store.Objects.Where(one => one.Name == name).Select(one => one.Kind.Name).Order(StringComparer.Ordinal)];

    private string SpecOf(string name) => _cluster.Store.Find("deployments", KubernetesStandIn.Namespace, name)!.Body["spec"]!.ToJsonString();

    // Objects with all that the cluster keeps of them: an apply that changes nothing leaves the very same.
    private string Snapshot(string? name = null) => string.Join('\n', _cluster.Store.Objects.Where(one => name is null || one.Name == name).Select(one => one.Body.ToJsonString()));

    private EnvironmentDefinition EnvironmentOf(TestCluster cluster) => new()
    {
        Name = "prod",
        Platform = "aks",
        Registry = _remote.Registry,
        Cpu = 0.5m,
        Kubernetes = new KubernetesSettings(KubernetesStandIn.Namespace) { KubeConfig = cluster.Api.WriteKubeConfig(), Replicas = 2, MaxReplicas = 3, Host = "models.example.org", TlsSecret = "models-tls" },
    };

    private WorkloadSpec SecondSpec(DeploymentRequest request) =>
        SecondWorkload.Of(new WorkloadSpecs(_remote.Home).SpecOf(Environment, Own, request.Name, $"{_remote.Registry}/sample@{request.Image.ManifestDigest}"));

    private DeploymentOrder Beside(DeploymentRequest request, EndpointRecord recorded) => new(Projects.Default, Environment, request, recorded) { IsChallenger = true };

    private async Task<PlatformPlan> PlanBesideAsync(DeploymentRequest request) => await Open().PlanAsync(Beside(request, await _remote.RecordedAsync()), Cancellation);

    private Task<DeploymentHandle> BesideAsync(DeploymentRequest request, EnvironmentDefinition? environment = null) => _remote.ReleaseBesideAsync(Open(), environment ?? Environment, request, _cluster.Report);

    private Task<DeployedEndpoint> ReleaseAsync(DeploymentRequest request) => _remote.ReleaseAsync(Open(), Environment, request, _cluster.Report);

    private Task PromoteAsync() => _remote.TrafficOn(Open()).PromoteAsync(Projects.Default, Own, "good", Cancellation);

    private async Task<string?> PipelineAsync(DeploymentHandle handle) => (await Open().ObserveAsync(handle, Cancellation)).Pipeline;

    // Every call by a platform that knows nothing but what the cluster has, as after a crash.
    private KubernetesPlatform Open() => _cluster.Platform(_remote);
}

using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Kubernetes;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

/// <summary>The Secret with a workload's API keys when they are taken away, cannot be read any more, or its name is another's.</summary>
[Trait("Needs", "Registry")]
[Collection(TestDeployments.Ports)]
public sealed class KeyedWorkloadTests(PostgresServer postgres) : IAsyncLifetime
{
    private RemoteDeployments _remote = null!;
    private TestCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EnvironmentDefinition Open { get; set; } = null!;

    private EnvironmentDefinition Keyed => Open with { ApiKeys = $"file:{KeyFile}" };

    private string KeyFile => _remote.Home.Work + ".keys";

    public async ValueTask InitializeAsync()
    {
        _remote = await RemoteDeployments.CreateAsync(postgres);
        _cluster = await TestCluster.StartAsync();
        _cluster.ScoreWith(_remote);
        Open = new EnvironmentDefinition
        {
            Name = "prod",
            Platform = "aks",
            Registry = _remote.Registry,
            Kubernetes = new KubernetesSettings(KubernetesStandIn.Namespace) { KubeConfig = _cluster.Api.WriteKubeConfig() },
        };
        await File.WriteAllTextAsync(KeyFile, "planted", Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_remote is not null) await _remote.DisposeAsync();
    }

    // The pods of before do not start without their Secret.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_KeysAreTakenAwayAndTheNewVersionIsNotProven_TheOldOneServesAgainWithThem(bool isStopped)
    {
        (DeploymentRequest first, EndpointRecord recorded) = await DeployKeyedAsync();
        DeploymentRequest wrong = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2", served: SamplePipelines.Regression());
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Func<string, Uri?> scorer = _cluster.Api.Scorer;
        _cluster.Api.Scorer = name =>
        {
            if (isStopped) end.Cancel();
            return scorer(name);
        };

        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => ApplyAsync(new DeploymentOrder(Projects.Default, Open, wrong, recorded), end.Token));

        if (isStopped) Assert.IsAssignableFrom<OperationCanceledException>(failure);
        else Assert.Contains("it is ready with pipeline ", failure.Message, StringComparison.Ordinal);
        AssertServes(first, "planted");
        Assert.DoesNotContain(_cluster.Lines, line => line.Contains("not set back", StringComparison.Ordinal) || line.Contains("could not be set back", StringComparison.Ordinal));
    }

    // The revisions that the cluster keeps need nobody who knows the keys, also where the image is the same.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_NotProvenAndTheKeysOfBeforeCannotBeRead_GoesBackAndSaysSo(bool isOtherVersion)
    {
        (DeploymentRequest first, EndpointRecord recorded) = await DeployKeyedAsync();
        DeploymentRequest next = isOtherVersion ? await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2") : first with { Keys = Jobs.Deployment.Access.ApiKeys.None };
        File.Delete(KeyFile);
        RefuseProof();

        var refused = await Assert.ThrowsAsync<DeploymentException>(() => ApplyAsync(new DeploymentOrder(Projects.Default, Open, next, recorded)));

        Assert.Contains("The deployer needs get and create on services/proxy", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"The workload runs sample@1 as before; not all of its other settings could be set back: environment prod: apiKeys file:{KeyFile} ", refused.Message, StringComparison.Ordinal);
        AssertServes(first, "planted");
    }

    // Where the Secret is gone already, it comes before the pods that need it.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_NotProvenAndTheSecretIsGone_SendsItAgain()
    {
        (DeploymentRequest first, EndpointRecord recorded) = await DeployKeyedAsync();
        DeploymentRequest next = await _remote.VersionAsync(SamplePipelines.Multiclass(), "sample@2");
        _cluster.Store.Next(KubernetesScenes.Runs, _ => _cluster.Store.Remove(Assert.Single(Secrets)));
        RefuseProof();
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => ApplyAsync(new DeploymentOrder(Projects.Default, Open, next, recorded)));
        Assert.DoesNotContain("set back", refused.Message, StringComparison.Ordinal);
        AssertServes(first, "planted");
    }

    // What serves and has proven itself is not taken back because of what it does not need.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ApplyAsync_SecretMayNotBeRemoved_DeploysAndSaysWhatStays()
    {
        (DeploymentRequest first, EndpointRecord recorded) = await DeployKeyedAsync();
        DeploymentRequest open = first with { Keys = Jobs.Deployment.Access.ApiKeys.None };
        _cluster.Api.Refuse("DELETE", "/secrets/", 403, "Forbidden", "secrets \"sample-dev\" is forbidden: User \"tests\" cannot delete resource \"secrets\" in API group \"\" in the namespace \"models\"");
        DeployedEndpoint deployed = await ApplyAsync(new DeploymentOrder(Projects.Default, Open, open, recorded));
        Assert.Contains(_cluster.Lines, line => line.StartsWith("the Secret sample-dev with the API keys of before is not needed any more and stays until the next deployment: ", StringComparison.Ordinal));
        Assert.Null(_cluster.KeysOf(_cluster.Deployment));

        var again = new DeploymentOrder(Projects.Default, Open, open, RemoteDeployments.Record(Open, open, deployed));
        Assert.Contains((PlannedAction.Remove, "Secret"), (await Platform.PlanAsync(again, Cancellation)).Changes.Select(change => (change.Action, change.Kind)));
        await ApplyAsync(again);
        Assert.Empty(Secrets);
    }

    // A pull secret or a certificate may bear the endpoint's name: whoever asks for no keys has nothing to do with it.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task AnyCommand_SecretOfOthersBearsTheName_IsLeftAloneWhereNoKeysAreAsked()
    {
        DeploymentRequest version = await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1");
        KubernetesObject foreign = AddForeignSecret(version.Endpoint);
        string before = foreign.Body.ToJsonString();
        var order = new DeploymentOrder(Projects.Default, Open with { Kubernetes = Open.Kubernetes! with { PullSecret = version.Endpoint } }, version, null);
        Assert.DoesNotContain("Secret", (await Platform.PlanAsync(order, Cancellation)).Changes.Select(change => change.Kind));
        DeployedEndpoint deployed = await ApplyAsync(order);
        DeploymentOrder again = order with { Recorded = RemoteDeployments.Record(order.Environment, version, deployed) };
        Assert.All((await Platform.PlanAsync(again, Cancellation)).Changes, change => Assert.Equal(PlannedAction.Keep, change.Action));
        var removal = new EndpointRemoval(version.Endpoint, [deployed.Handle]);
        await Platform.StopAsync(removal, Cancellation);
        await ApplyAsync(again);
        await Platform.DestroyAsync(removal, Cancellation);
        Assert.Empty(_cluster.Store.List("deployments", KubernetesStandIn.Namespace));
        Assert.Equal(before, Assert.Single(Secrets).Body.ToJsonString());
    }

    [Fact]
    public async Task PlanAndApply_SecretOfOthersBearsTheNameAndKeysAreAsked_AreRefused()
    {
        DeploymentRequest version = await _remote.WithKeysAsync(await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1"), Keyed);
        string before = AddForeignSecret(version.Endpoint).Body.ToJsonString();
        var order = new DeploymentOrder(Projects.Default, Keyed, version, null);
        Assert.Equal(WorkloadReasonKind.OwnedByOthers, (await TestCluster.RefusedAsync(Platform.PlanAsync(order, Cancellation))).Kind);
        Assert.Equal(WorkloadReasonKind.OwnedByOthers, (await TestCluster.RefusedAsync(ApplyAsync(order))).Kind);
        Assert.Equal(before, Assert.Single(Secrets).Body.ToJsonString());

        EnvironmentDefinition pulling = Keyed with { Kubernetes = Keyed.Kubernetes! with { PullSecret = version.Endpoint, Host = "models.example.org", TlsSecret = version.Endpoint } };
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => Platform.PlanAsync(order with { Environment = pulling }, Cancellation));
        Assert.Contains("pull secret 'sample-dev': the Secret of the workload's own name holds its API keys; give this one another name", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ingress TLS secret 'sample-dev': the Secret of the workload's own name", refused.Message, StringComparison.Ordinal);
    }

    private KubernetesPlatform Platform => _cluster.Platform(_remote);

    private IEnumerable<KubernetesObject> Secrets => _cluster.Store.List("secrets", KubernetesStandIn.Namespace);

    private async Task<(DeploymentRequest First, EndpointRecord Recorded)> DeployKeyedAsync()
    {
        DeploymentRequest first = await _remote.WithKeysAsync(await _remote.VersionAsync(SamplePipelines.Binary(), "sample@1"), Keyed);
        return (first, RemoteDeployments.Record(Keyed, first, await ApplyAsync(new DeploymentOrder(Projects.Default, Keyed, first, null))));
    }

    private void AssertServes(DeploymentRequest version, string keys)
    {
        Assert.EndsWith(version.Image.ManifestDigest, TestCluster.ImageOf(_cluster.Deployment), StringComparison.Ordinal);
        Assert.Equal(keys, _cluster.KeysOf(_cluster.Deployment));
        JsonNode running = Assert.Single(_cluster.Store.List("pods", KubernetesStandIn.Namespace)).Body;
        Assert.Equal("True", running["status"]!["conditions"]![0]!["status"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(running["spec"], _cluster.Deployment.Body["spec"]!["template"]!["spec"]));
    }

    private void RefuseProof() => _cluster.Api.Refuse(
        "GET", "/proxy/", 403, "Forbidden", "services \"http:sample-dev:9090\" is forbidden: User \"tests\" cannot get resource \"services/proxy\" in API group \"\" in the namespace \"models\"");

    private KubernetesObject AddForeignSecret(string name) => _cluster.Store.Add("secrets", new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = KubernetesStandIn.Namespace },
        ["type"] = "kubernetes.io/dockerconfigjson",
    });

    private Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order, CancellationToken? cancellationToken = null) => Platform.ApplyAsync(order, _cluster.Report, cancellationToken ?? Cancellation);
}

using System.Net;
using System.Net.Sockets;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Testing.Kubernetes;
using Workflow.Testing.Registry;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

/// <summary>A workload that does not run, or that the cluster does not take: kubectl and a cluster tell why, and one plain reason comes of it.</summary>
[Trait("Speed", "Slow")]
public sealed class DiagnosisTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("failed to authorize: 401 Unauthorized", WorkloadReasonKind.ImageNotAccessible, false)]
    [InlineData("rpc error: code = NotFound desc = manifest unknown", WorkloadReasonKind.ImageNotFound, false)]
    [InlineData("dial tcp 203.0.113.7:443: i/o timeout", WorkloadReasonKind.RegistryUnreachable, true)]
    public async Task ApplyAsync_ImageCannotBePulled_SaysWhyInTheRegistrysWords(string said, WorkloadReasonKind kind, bool isRetryable)
    {
        WorkloadReason reason = await TellAsync(KubernetesScenes.PullFails(said));
        Assert.Equal((kind, isRetryable), (reason.Kind, reason.IsRetryable));
        Assert.Contains(said, reason.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CreateContainerConfigError", "secret \"scorer-keys\" not found", WorkloadReasonKind.ContainerConfiguration)]
    [InlineData("CreateContainerError", "exec format error", WorkloadReasonKind.CannotStart)]
    [InlineData("InvalidImageName", "couldn't parse image reference", WorkloadReasonKind.ImageNotAccessible)]
    public async Task ApplyAsync_ContainerIsNotMade_SaysWhy(string waiting, string said, WorkloadReasonKind kind)
    {
        WorkloadReason reason = await TellAsync(KubernetesScenes.IsStuck(waiting, said), KubernetesScenes.Nothing, KubernetesScenes.Nothing);
        Assert.Equal(kind, reason.Kind);
        Assert.Contains(said, reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_ContainerEndsAgainAndAgain_SaysSoWithItsLastLines()
    {
        _cluster.Api.Logs["hydraulic-cooling-prod-1-1/previous"] = "one\ntwo\nthree\nno pipeline file";
        WorkloadReason reason = await TellAsync(KubernetesScenes.Crashes(3, 4));
        Assert.Equal(WorkloadReasonKind.CrashLoop, reason.Kind);
        Assert.Equal("the container ends by itself (exit code 3, 4 restarts)", reason.Message);
        Assert.Equal("two\nthree\nno pipeline file", reason.LogTail);
    }

    [Fact]
    public async Task ApplyAsync_OutOfMemory_SaysSo()
    {
        WorkloadReason reason = await TellAsync(KubernetesScenes.Crashes(137, 2, "OOMKilled"));
        Assert.Equal((WorkloadReasonKind.OutOfMemory, "Give it a higher memory limit"), (reason.Kind, reason.Remedy));
    }

    [Fact]
    public async Task ApplyAsync_NoNodeTakesIt_SaysSo()
    {
        WorkloadReason reason = await TellAsync(KubernetesScenes.HasNoPlace("0/3 nodes are available: 3 Insufficient cpu."));
        Assert.Equal((WorkloadReasonKind.Unschedulable, true), (reason.Kind, reason.IsRetryable));
        Assert.Contains("3 Insufficient cpu", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_ClusterGrows_WaitsForTheNode()
    {
        KubernetesScene grows = KubernetesScenes.HasNoPlace("0/3 nodes are available", isGrowing: true);
        _cluster.Store.Next(grows, KubernetesScenes.Nothing, KubernetesScenes.Nothing, KubernetesScenes.Nothing, KubernetesScenes.Runs);
        Assert.True((await _cluster.ApplyAsync()).IsRunning);
    }

    [Theory]
    [InlineData("pods \"x\" is forbidden: exceeded quota: team, requested: limits.memory=512Mi, used: limits.memory=1Gi, limited: limits.memory=1Gi", WorkloadReasonKind.QuotaExceeded)]
    [InlineData("pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false", WorkloadReasonKind.Prevented)]
    [InlineData("admission webhook \"policy.example.org\" denied the request: no", WorkloadReasonKind.Prevented)]
    public async Task ApplyAsync_PodsAreNotLetIn_SaysWhy(string said, WorkloadReasonKind kind)
    {
        WorkloadReason reason = await TellAsync(KubernetesScenes.LetsNoneIn(said));
        Assert.Equal(kind, reason.Kind);
        Assert.Contains(said, reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_IsNeverReady_SaysWhatItsProbeSays()
    {
        WorkloadReason reason = await TellAsync(KubernetesScenes.IsUnhealthy("Readiness probe failed: HTTP probe failed with statuscode: 503", 3));
        Assert.Equal(WorkloadReasonKind.ProbeFailing, reason.Kind);
        Assert.Contains("(3 failures): Readiness probe failed: HTTP probe failed with statuscode: 503", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_DeadlinePasses_SaysSo() =>
        Assert.Equal(WorkloadReasonKind.ProgressDeadlineExceeded, (await TellAsync(KubernetesScenes.GivesUp)).Kind);

    // The pods of the revision before go on failing until the new one runs.
    [Fact]
    public async Task ApplyAsync_EarlierRevisionFails_JudgesTheNewOneAlone()
    {
        Assert.Equal(WorkloadReasonKind.CrashLoop, (await TellAsync(KubernetesScenes.Crashes(3, 4))).Kind);
        _cluster.Store.Next(KubernetesScenes.Nothing, KubernetesScenes.Nothing, KubernetesScenes.Waits, KubernetesScenes.Nothing, KubernetesScenes.Runs);
        Assert.True((await _cluster.ApplyAsync(TestWorkload.Small with { Image = TestWorkload.ImageOf('b') })).IsRunning);
    }

    [Fact]
    public async Task ApplyAsync_Forbidden_NamesTheVerbTheResourceAndTheUser()
    {
        _cluster.Api.Refuse(
            "PATCH", "/deployments/", 403, "Forbidden", "deployments.apps \"x\" is forbidden: User \"tests\" cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"models\"");
        WorkloadReason reason = await _cluster.RefusedAsync();
        Assert.Equal(WorkloadReasonKind.Forbidden, reason.Kind);
        Assert.StartsWith("user tests of kubeconfig ", reason.Message, StringComparison.Ordinal);
        Assert.EndsWith("may not patch deployments.apps in namespace models", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_TokenIsNotTaken_SaysSo()
    {
        WorkloadReason reason = await TestCluster.RefusedAsync(_cluster.Open(_cluster.Api.WriteKubeConfig("an-old-token")).ApplyAsync(TestWorkload.Small, null, Cancellation));
        Assert.Equal((WorkloadReasonKind.Unauthorized, false), (reason.Kind, reason.IsRetryable));
        Assert.DoesNotContain("an-old-token", reason.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_AnotherManagerHoldsAField_NamesBothAndTakesNothingOver()
    {
        await _cluster.ApplyAsync();
        KubernetesObject deployment = _cluster.Deployment;
        _cluster.Store.Change(deployment, () => deployment.Update("kubectl-edit", tree => tree["spec"]!["revisionHistoryLimit"] = 9));
        WorkloadReason reason = await _cluster.RefusedAsync();
        Assert.Equal(WorkloadReasonKind.FieldConflict, reason.Kind);
        Assert.Contains("kubectl-edit holds .spec.revisionHistoryLimit", reason.Message, StringComparison.Ordinal);
        Assert.Equal(9, deployment.Body["spec"]!["revisionHistoryLimit"]!.GetValue<int>());
    }

    // Whoever applies under kubectl's own name means it, as an autoscaler that is not ours does.
    [Theory]
    [InlineData("argocd-controller", true, ".spec.replicas")]
    [InlineData("kubectl", true, ".spec.replicas")]
    [InlineData("kube-controller-manager", false, ".spec.replicas")]
    public async Task ApplyAsync_AnotherManagerHoldsTheReplicas_TakesNothingOver(string manager, bool isApply, string field)
    {
        await _cluster.ApplyAsync();
        KubernetesObject deployment = _cluster.Deployment;
        var wanted = new System.Text.Json.Nodes.JsonObject { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["replicas"] = 5 } };
        _cluster.Store.Change(deployment, () =>
        {
            if (isApply) deployment.Apply(manager, wanted, isForced: true);
            else deployment.Update(manager, tree => tree["spec"]!["replicas"] = 5);
        });
        Assert.Contains($"{manager} holds {field}", (await _cluster.RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_NoNamespace_SaysHowToMakeIt()
    {
        WorkloadReason reason = await _cluster.RefusedAsync(TestWorkload.Small with { Address = TestWorkload.Address with { Namespace = "not-there" } });
        Assert.Equal(WorkloadReasonKind.NamespaceMissing, reason.Kind);
        Assert.Contains("kubectl create namespace not-there", reason.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "BadRequest", "strict decoding error: unknown field \"spec.foo\"", WorkloadReasonKind.InvalidManifest, false)]
    [InlineData(403, "Forbidden", "deployments.apps \"x\" is forbidden: exceeded quota: team, requested: count/deployments.apps=1", WorkloadReasonKind.QuotaExceeded, false)]
    [InlineData(500, "InternalError", "Internal error occurred: etcdserver: request timed out", WorkloadReasonKind.Unreachable, true)]
    public async Task ApplyAsync_ClusterDoesNotTakeIt_SaysWhy(int status, string code, string said, WorkloadReasonKind kind, bool isRetryable)
    {
        _cluster.Api.Refuse("PATCH", "/deployments/", status, code, said, times: 20);
        WorkloadReason reason = await _cluster.RefusedAsync();
        Assert.Equal((kind, isRetryable), (reason.Kind, reason.IsRetryable));
        Assert.Contains(said, reason.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PATCH", 500, "InternalError", "Internal error occurred")]
    [InlineData("PATCH", 503, "ServiceUnavailable", "the server is currently unable to handle the request")]
    [InlineData("GET", 429, "TooManyRequests", "too many requests")]
    public async Task ApplyAsync_FailsForAMoment_IsAskedAgain(string method, int status, string code, string said)
    {
        _cluster.Api.Refuse(method, "/deployments", status, code, said);
        Assert.True((await _cluster.ApplyAsync()).IsRunning);
    }

    [Fact]
    public async Task ApplyAsync_NobodyListens_SaysThatItMayBeTriedAgain()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var nobody = new Uri($"https://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}");
        socket.Stop();
        WorkloadReason reason = await TestCluster.RefusedAsync(_cluster.Open(_cluster.Api.WriteKubeConfig(server: nobody)).ApplyAsync(TestWorkload.Small, null, Cancellation));
        Assert.Equal((WorkloadReasonKind.Unreachable, true), (reason.Kind, reason.IsRetryable));
    }

    [Fact]
    public async Task ApplyAsync_CertificateOfSomebodyElse_IsNotTrusted()
    {
        using var stranger = new TestAuthority();
        WorkloadReason reason = await TestCluster.RefusedAsync(_cluster.Open(_cluster.Api.WriteKubeConfig(authority: stranger)).ApplyAsync(TestWorkload.Small, null, Cancellation));
        Assert.Equal((WorkloadReasonKind.CertificateUnknown, false), (reason.Kind, reason.IsRetryable));
    }

    [Fact]
    public async Task FindAsync_NoSuchContext_SaysSo()
    {
        WorkloadReason reason = await TestCluster.RefusedAsync(_cluster.Open(context: "not-there").FindAsync(TestWorkload.Address, TestWorkload.Owner, Cancellation));
        Assert.Equal(WorkloadReasonKind.KubeConfigInvalid, reason.Kind);
    }

    [Fact]
    public async Task FindAsync_NoSuchFile_SaysSo()
    {
        WorkloadReason reason = await TestCluster.RefusedAsync(_cluster.Open(_cluster.Api.CacheDirectory + "-none").FindAsync(TestWorkload.Address, TestWorkload.Owner, Cancellation));
        Assert.Equal(WorkloadReasonKind.KubeConfigInvalid, reason.Kind);
    }

    [Fact]
    public async Task VersionAsync_NoKubectl_SaysHowToGetOne()
    {
        var kubectl = new Kubectl(new KubernetesCluster(_cluster.Api.WriteKubeConfig()), new KubernetesOptions { Program = "no-such-kubectl" }, TimeProvider.System);
        WorkloadReason reason = await TestCluster.RefusedAsync(kubectl.VersionAsync(Cancellation));
        Assert.Equal(WorkloadReasonKind.ProgramMissing, reason.Kind);
        Assert.Contains("Install kubectl", reason.Remedy, StringComparison.Ordinal);
    }

    private Task<WorkloadReason> TellAsync(params KubernetesScene[] scenes)
    {
        _cluster.Store.Next([KubernetesScenes.Nothing, KubernetesScenes.Waits, .. scenes]);
        return _cluster.RefusedAsync();
    }
}

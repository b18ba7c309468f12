using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Testing.Kubernetes;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

[Trait("Speed", "Slow")]
public sealed class WorkloadsTests : IAsyncLifetime
{
    private const string Place = KubernetesStandIn.Namespace;
    private static readonly WorkloadSpec Newer = TestWorkload.Small with { Image = TestWorkload.ImageOf('b'), Version = "hydraulic-cooling@8" };
    private TestCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task ApplyAsync_NothingThere_MakesEverythingAndWaitsUntilItAnswers()
    {
        WorkloadState state = await _cluster.ApplyAsync(TestWorkload.Large);
        Assert.True(state.IsRunning);
        Assert.Equal((2, 2, 1L, "hydraulic-cooling@7"), (state.Ready, state.Desired, state.Revision, state.Version));
        Assert.Equal([TestWorkload.Large.ImageDigest], state.RunningDigests);
        string[] kinds = [.. _cluster.Store.Objects.Where(one => one.Name == TestWorkload.Address.Name).Select(one => one.Kind.Name)];
        Assert.Equal(["NetworkPolicy", "Service", "PodDisruptionBudget", "Deployment", "HorizontalPodAutoscaler", "Ingress"], kinds);
        Assert.Contains(_cluster.Lines, line => line.Contains("2 of 2 ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ApplyAsync_Again_ChangesNothing()
    {
        WorkloadState first = await _cluster.ApplyAsync(TestWorkload.Large);
        string before = Snapshot();
        WorkloadState second = await _cluster.ApplyAsync(TestWorkload.Large);
        Assert.Equal(before, Snapshot());
        Assert.Equal((first.Generation, first.Revision), (second.Generation, second.Revision));
    }

    [Fact]
    public async Task ApplyAsync_AnotherImage_RollsItOut()
    {
        await _cluster.ApplyAsync();
        WorkloadState state = await _cluster.ApplyAsync(Newer);
        Assert.Equal((2L, "hydraulic-cooling@8", Newer.Image), (state.Revision, state.Version, state.Image));
        Assert.Equal([Newer.ImageDigest], state.RunningDigests);
    }

    [Fact]
    public async Task ApplyAsync_LessThanBefore_RemovesWhatIsNoLongerMeant()
    {
        await _cluster.ApplyAsync(TestWorkload.Large);
        WorkloadState state = await _cluster.ApplyAsync(TestWorkload.Small with { Replicas = 1 });
        Assert.True(state.IsRunning);
        string[] kinds = [.. _cluster.Store.Objects.Where(one => one.Name == TestWorkload.Address.Name).Select(one => one.Kind.Name)];
        Assert.Equal(["NetworkPolicy", "Service", "Deployment"], kinds);
        Assert.Null(_cluster.Deployment.Body["spec"]!["template"]!["spec"]!["imagePullSecrets"]);
    }

    // What the autoscaler has chosen stays, whatever the specification begins with.
    [Fact]
    public async Task ApplyAsync_AutoscalerHasChosen_KeepsItsNumber()
    {
        await _cluster.ApplyAsync(TestWorkload.Large);
        _cluster.Store.Change(_cluster.Deployment, () => _cluster.Deployment.Update("kube-controller-manager", tree => tree["spec"]!["replicas"] = 4));
        WorkloadState state = await _cluster.ApplyAsync(TestWorkload.Large with { Image = Newer.Image });
        Assert.Equal((4, 4), (state.Desired, state.Ready));
    }

    [Fact]
    public async Task ApplyAsync_AutoscalerIsNoLongerMeant_TakesTheNumberBack()
    {
        await _cluster.ApplyAsync(TestWorkload.Large);
        _cluster.Store.Change(_cluster.Deployment, () => _cluster.Deployment.Update("kube-controller-manager", tree => tree["spec"]!["replicas"] = 4));
        Assert.Equal(3, (await _cluster.ApplyAsync(TestWorkload.Small with { Replicas = 3 })).Ready);
    }

    [Fact]
    public async Task UndoAsync_TwoRevisions_BringsTheFirstBack_AndTheNextApplyGoesOn()
    {
        await _cluster.ApplyAsync();
        await _cluster.ApplyAsync(Newer);
        WorkloadState back = await _cluster.Open().UndoAsync(TestWorkload.Address, TestWorkload.Owner, null, _cluster, Cancellation);
        Assert.Equal(("hydraulic-cooling@7", 3L, true), (back.Version, back.Revision, back.IsRunning));
        Assert.Equal([TestWorkload.Small.ImageDigest], back.RunningDigests);
        Assert.Equal("hydraulic-cooling@8", (await _cluster.ApplyAsync(Newer)).Version);
    }

    [Fact]
    public async Task UndoAsync_OneRevision_SaysThatThereIsNone()
    {
        await _cluster.ApplyAsync();
        WorkloadReason reason = await TestCluster.RefusedAsync(_cluster.Open().UndoAsync(TestWorkload.Address, TestWorkload.Owner, null, null, Cancellation));
        Assert.Equal(WorkloadReasonKind.Missing, reason.Kind);
        Assert.Contains("no revision to go back to", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopAsync_Workload_Rests_AndTheNextApplyGoesOn()
    {
        await _cluster.ApplyAsync(TestWorkload.Small with { Replicas = 2 });
        Workloads client = _cluster.Open();
        WorkloadState stopped = await client.StopAsync(TestWorkload.Address, TestWorkload.Owner, _cluster, Cancellation);
        Assert.True(stopped.IsStopped);
        Assert.Empty(_cluster.Store.List("pods", Place));
        WorkloadState applied = await _cluster.ApplyAsync(TestWorkload.Small with { Replicas = 3 });
        Assert.Equal((true, 3), (applied.IsRunning, applied.Ready));
    }

    [Fact]
    public async Task DestroyAsync_Everything_IsGone_AndTwiceIsNoError()
    {
        await _cluster.ApplyAsync(TestWorkload.Large);
        await _cluster.Open().DestroyAsync(TestWorkload.Address, TestWorkload.Owner, _cluster, Cancellation);
        Assert.DoesNotContain(_cluster.Store.Objects, one => one.Kind.Name is not ("Namespace" or "Event"));
        await _cluster.Open().DestroyAsync(TestWorkload.Address, TestWorkload.Owner, _cluster, Cancellation);
        Assert.Null(await _cluster.Open().FindAsync(TestWorkload.Address, TestWorkload.Owner, Cancellation));
    }

    [Fact]
    public async Task Everything_SomebodyElses_IsRefusedAndLeftAlone()
    {
        await _cluster.ApplyAsync();
        string before = Snapshot();
        var stranger = new WorkloadOwner("fedcba9876543210", "other-endpoint");
        Workloads client = _cluster.Open();
        Task[] attempts =
        [
            client.ApplyAsync(Newer with { Owner = stranger }, null, Cancellation),
            client.StopAsync(TestWorkload.Address, stranger, null, Cancellation),
            client.UndoAsync(TestWorkload.Address, stranger, null, null, Cancellation),
            client.DestroyAsync(TestWorkload.Address, stranger, null, Cancellation),
        ];
        foreach (Task attempt in attempts)
        {
            WorkloadReason reason = await TestCluster.RefusedAsync(attempt);
            Assert.Equal(WorkloadReasonKind.OwnedByOthers, reason.Kind);
            Assert.Contains("endpoint hydraulic-cooling-prod of the state directory 0123456789abcdef. Nothing was changed", reason.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task ApplyAsync_ServiceOfANamelessOwner_IsRefusedAndNamed()
    {
        _cluster.Store.Add("services", new JsonObject { ["metadata"] = new JsonObject { ["name"] = TestWorkload.Address.Name, ["namespace"] = Place } });
        WorkloadReason reason = await _cluster.RefusedAsync();
        Assert.StartsWith("Service hydraulic-cooling-prod in namespace models is there already", reason.Message, StringComparison.Ordinal);
        Assert.Empty(_cluster.Store.List("deployments", Place));
    }

    [Fact]
    public async Task StopAsync_NothingThere_SaysSo() => Assert.Equal(
        WorkloadReasonKind.Missing,
        (await TestCluster.RefusedAsync(_cluster.Open().StopAsync(TestWorkload.Address, TestWorkload.Owner, null, Cancellation))).Kind);

    private string Snapshot() => string.Join('\n', _cluster.Store.Objects.Select(one => one.Body.ToJsonString()));
}

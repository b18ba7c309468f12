using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Testing.Kubernetes;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

/// <summary>An apply that ends at any change, before the cluster has made it or after.</summary>
[Trait("Speed", "Slow")]
public sealed class ApplyInterruptedTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ApplyAsync_KubectlIsKilledAtAnyChange_NextApplyContinues(bool isDone)
    {
        for (int change = 1; change <= 6; change++)
        {
            await using TestCluster cluster = await TestCluster.StartAsync();
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            cluster.Api.Cut = new KubernetesCut(change, isDone, end.CancelAsync);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.ApplyAsync(TestWorkload.Large, end.Token));
            WorkloadState state = await cluster.ApplyAsync(TestWorkload.Large);
            Assert.True(state.IsRunning, $"killed at change {change}");
            Assert.Equal(6, cluster.Store.Objects.Count(one => one.Name == TestWorkload.Address.Name));
            Assert.Equal(1, state.Revision);
        }
    }

    [Fact]
    public async Task ApplyAsync_AnswerIsLost_IsAskedAgain()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        cluster.Api.Cut = new KubernetesCut(2, IsDone: true);
        Assert.True((await cluster.ApplyAsync()).IsRunning);
    }

    [Fact]
    public async Task DestroyAsync_AnswerIsLost_LeavesNothing()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        await cluster.ApplyAsync();
        cluster.Api.Cut = new KubernetesCut(cluster.Api.Changes + 1, IsDone: true);
        await cluster.Open().DestroyAsync(TestWorkload.Address, TestWorkload.Owner, null, Cancellation);
        Assert.DoesNotContain(cluster.Store.Objects, one => one.Kind.Name is not ("Namespace" or "Event"));
    }
}

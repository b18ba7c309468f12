using Workflow.Jobs.Deployment;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class GuardedChangeTests
{
    private static readonly DeploymentHandle Handle = new("aci", "a", 9090);
    private readonly List<string> _told = [];

    [Fact]
    public async Task RunAsync_ChangeSucceeds_SetsNothingBack()
    {
        Assert.Equal(Handle, await GuardedChange.RunAsync(() => Task.FromResult(Handle), _ => throw new InvalidOperationException("not this time"), _told.Add, CancellationToken.None));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task RunAsync_NeitherWorks_SaysBothAndWhetherTryingAgainHelps()
    {
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => GuardedChange.RunAsync(
            () => throw new DeploymentException("it is away") { IsRetryable = true }, _ => throw new DeploymentException("still away"), _told.Add, CancellationToken.None));
        Assert.Equal(("it is away\nstill away", true), (refused.Message, refused.IsRetryable));
    }

    [Fact]
    public async Task RunAsync_Stopped_SetsBackAllTheSameAndTellsWhatDoesNotWork()
    {
        using var stop = new CancellationTokenSource();
        bool wasStopped = true;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GuardedChange.RunAsync(
            async () =>
            {
                await stop.CancelAsync();
                stop.Token.ThrowIfCancellationRequested();
                return Handle;
            },
            token =>
            {
                wasStopped = token.IsCancellationRequested;
                throw new DeploymentException("it is away");
            },
            _told.Add,
            stop.Token));
        Assert.False(wasStopped);
        Assert.Equal(["stopped: setting back what was begun", "it is away"], _told);
    }
}

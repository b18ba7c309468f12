using Workflow.Jobs.Hosting;

namespace Workflow.Jobs.Tests.Hosting;

public sealed class BackgroundLoopsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_OneFails_EndsTheOthersAndThrowsItsFailure()
    {
        var others = new List<string>();
        async Task UntilToldAsync(string name, CancellationToken stop)
        {
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (others) others.Add(name);
            stop.ThrowIfCancellationRequested();
        }

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => BackgroundLoops.RunAsync(
            Cancellation, stop => UntilToldAsync("first", stop), _ => throw new InvalidOperationException("dead"), stop => UntilToldAsync("last", stop)));
        Assert.Equal("dead", failure.Message);
        Assert.Equal(["first", "last"], others.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RunAsync_OneHasNothingToDo_TheOthersGoOnUntilTheyAreTold()
    {
        using var stop = new CancellationTokenSource();
        Task running = BackgroundLoops.RunAsync(stop.Token, _ => Task.CompletedTask, token => Task.Delay(Timeout.Infinite, token));
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running.WaitAsync(Cancellation);
    }
}

using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Deployment.Receipts;

public sealed class ReceiptLoopTests(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_OneIsSlow_TheOthersAreAskedAtTheirTimes()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await test.DeployAsync("slow", endpoint: "a-dev");
        await test.DeployAsync("quick", endpoint: "b-dev");
        var asked = new Dictionary<int, TaskCompletionSource> { [1] = new(TaskCreationOptions.RunContinuationsAsynchronously), [2] = new(TaskCreationOptions.RunContinuationsAsynchronously) };
        int quick = 0;
        test.Platform.Answer = async (id, token) =>
        {
            if (id == "slow") await Task.Delay(Timeout.InfiniteTimeSpan, token);
            else if (asked.TryGetValue(Interlocked.Increment(ref quick), out TaskCompletionSource? turn)) turn.SetResult();
            return ProofCheck.Proven("pipeline", "the right one");
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task loop = test.Loop(new ReceiptOptions { Timeout = TimeSpan.FromHours(1) }).RunAsync(TestReceipts.Interval, stop.Token);
        await asked[1].Task.WaitAsync(Patience, Cancellation);
        while (!asked[2].Task.IsCompleted)
        {
            await Task.WhenAny(test.Clock.WhenTimerWithinAsync(TimeSpan.FromSeconds(10)), asked[2].Task).WaitAsync(Patience, Cancellation);
            test.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        await stop.CancelAsync();
        await loop.WaitAsync(Patience, Cancellation);
        Assert.Contains("slow", test.Platform.Asked);
    }

    // It shares its process with what serves.
    [Fact]
    public async Task RunAsync_RecordCannotBeRead_GoesOnAndAsksWhenItCan()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await test.DeployAsync("one");
        await test.DamageRecordAsync(isDamaged: true);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Platform.Answer = (_, _) =>
        {
            asked.TrySetResult();
            return Task.FromResult(ProofCheck.Proven("pipeline", "the right one"));
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task loop = test.Loop().RunAsync(TestReceipts.Interval, stop.Token);
        await test.Clock.WhenTimerAsync(TimeSpan.FromSeconds(10)).WaitAsync(Patience, Cancellation);
        Assert.False(loop.IsCompleted);
        await test.DamageRecordAsync(isDamaged: false);
        test.Clock.Advance(TimeSpan.FromSeconds(10));
        await asked.Task.WaitAsync(Patience, Cancellation);
        await stop.CancelAsync();
        await loop.WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task RunAsync_Never_AsksNobody()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await test.DeployAsync("one");
        await test.Loop().RunAsync(null, Cancellation);
        Assert.Empty(test.Platform.Asked);
        Assert.Empty(await test.ListAsync());
    }
}

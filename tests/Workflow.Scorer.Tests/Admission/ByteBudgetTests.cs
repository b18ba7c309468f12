using Workflow.Scorer.Admission;
using Workflow.Testing.Time;

namespace Workflow.Scorer.Tests.Admission;

public sealed class ByteBudgetTests
{
    private const long Total = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ManualTimeProvider _time = new();
    private readonly ByteBudget _budget;

    public ByteBudgetTests() => _budget = new ByteBudget(Total, Patience, _time);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Take_EnoughIsFree_TakesAtOnce(long bytes) => Assert.NotNull(await Take(bytes));

    [Fact]
    public async Task Take_MoreThanThereEverIs_IsRefusedAtOnce() => Assert.Null(await Take(Total + 1));

    [Fact]
    public async Task Take_TooLittleIsFree_WaitsUntilEnoughIsReturned()
    {
        IDisposable? first = await Take(60);
        IDisposable? second = await Take(40);
        ValueTask<IDisposable?> third = Take(70);
        second!.Dispose();
        Assert.False(third.IsCompleted);
        first!.Dispose();
        Assert.NotNull(await third);
    }

    [Fact]
    public async Task Take_SeveralWait_AreServedInTheOrderOfArrival()
    {
        IDisposable? all = await Take(Total);
        ValueTask<IDisposable?> large = Take(90);
        ValueTask<IDisposable?> small = Take(20);
        all!.Dispose();
        IDisposable? first = await large;
        Assert.False(small.IsCompleted);
        first!.Dispose();
        Assert.NotNull(await small);
    }

    [Fact]
    public async Task Take_NothingIsReturnedInTime_IsRefused()
    {
        await Take(Total);
        ValueTask<IDisposable?> waiting = Take(1);
        _time.Advance(Patience);
        Assert.Null(await waiting);
    }

    [Fact]
    public async Task Take_WhoWaitedAheadIsRefused_TheNextIsServed()
    {
        await Take(50);
        ValueTask<IDisposable?> large = Take(Total);
        _time.Advance(Patience / 2);
        ValueTask<IDisposable?> small = Take(10);
        Assert.False(small.IsCompleted);
        _time.Advance(Patience / 2);
        Assert.Null(await large);
        Assert.NotNull(await small);
    }

    [Fact]
    public async Task Take_CallerGivesUp_TakesNothing()
    {
        IDisposable? all = await Take(Total);
        using var leaving = new CancellationTokenSource();
        ValueTask<IDisposable?> waiting = _budget.TakeAsync(1, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        all!.Dispose();
        Assert.NotNull(await Take(Total));
    }

    [Fact]
    public async Task Dispose_Twice_ReturnsOnce()
    {
        IDisposable? first = await Take(50);
        await Take(50);
        first!.Dispose();
        first.Dispose();
        Assert.NotNull(await Take(50));
        ValueTask<IDisposable?> tooMuch = Take(1);
        Assert.False(tooMuch.IsCompleted);
        _time.Advance(Patience);
        Assert.Null(await tooMuch);
    }

    // Whoever gives up in the moment in which its turn comes must neither keep nor lose bytes.
    [Fact]
    public async Task Take_ManyAtOnceOfWhomSomeGiveUp_EverythingComesBack()
    {
        var budget = new ByteBudget(Total, TimeSpan.FromMinutes(1), TimeProvider.System);
        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            using var leaving = new CancellationTokenSource();
            ValueTask<IDisposable?> taking = budget.TakeAsync(1 + (i % Total), leaving.Token);
            if (i % 3 == 0) await leaving.CancelAsync();
            try
            {
                using IDisposable? taken = await taking;
                Assert.NotNull(taken);
                await Task.Yield();
            }
            catch (OperationCanceledException)
            {
                Assert.True(leaving.IsCancellationRequested);
            }
        });
        Assert.NotNull(await budget.TakeAsync(Total, TestContext.Current.CancellationToken));
    }

    private ValueTask<IDisposable?> Take(long bytes) => _budget.TakeAsync(bytes, TestContext.Current.CancellationToken);
}

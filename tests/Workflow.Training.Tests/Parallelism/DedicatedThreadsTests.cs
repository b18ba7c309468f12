using System.Collections.Concurrent;
using Workflow.Training.Parallelism;

namespace Workflow.Training.Tests.Parallelism;

public sealed class DedicatedThreadsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(100, 1)]
    [InlineData(100, 4)]
    [InlineData(3, 0)]
    [InlineData(3, -1)]
    public void For_EveryIndex_IsWorkedOnOnce(int count, int threads)
    {
        var done = new ConcurrentBag<int>();
        DedicatedThreads.For(count, threads, done.Add, Token);
        Assert.Equal(Enumerable.Range(0, count), done.Order());
    }

    // Each waits for the other: one thread alone would never end.
    [Fact]
    public void For_TwoThreads_WorkSideBySide()
    {
        using var barrier = new Barrier(2);
        var threads = new ConcurrentBag<Thread>();
        DedicatedThreads.For(
            2,
            2,
            _ =>
            {
                Meet(barrier, threads);
                Assert.False(Thread.CurrentThread.IsThreadPoolThread);
            },
            Token);
        Assert.Equal(2, threads.Distinct().Count());
        Assert.DoesNotContain(Thread.CurrentThread, threads);
    }

    [Fact]
    public void For_MoreThreadsThanAllowed_AreNeverStarted()
    {
        var threads = new ConcurrentBag<Thread>();
        DedicatedThreads.For(50, 1, _ => threads.Add(Thread.CurrentThread), Token);
        Assert.Single(threads.Distinct());
    }

    [Fact]
    public void For_OneFails_StopsTheRestAndThrowsTheSame()
    {
        var failure = new InvalidOperationException("third");
        var done = new List<int>();
        var thrown = Assert.Throws<InvalidOperationException>(() => DedicatedThreads.For(
            10,
            1,
            index =>
            {
                if (index == 2) throw failure;
                done.Add(index);
            },
            Token));
        Assert.Same(failure, thrown);
        Assert.Equal([0, 1], done);
    }

    // More work than anybody would wait for: the other thread must give up.
    [Fact]
    public void For_OneFails_StopsTheOtherThreads()
    {
        int done = 0;
        Assert.Throws<InvalidOperationException>(() => DedicatedThreads.For(
            int.MaxValue, 2, index => done += index == 0 ? throw new InvalidOperationException("first") : 1, Token));
        Assert.InRange(done, 0, int.MaxValue - 2);
    }

    [Fact]
    public void For_SeveralFail_ThrowsOneOfThem()
    {
        using var barrier = new Barrier(2);
        var thrown = Assert.Throws<InvalidOperationException>(() => DedicatedThreads.For(
            2,
            2,
            index =>
            {
                barrier.SignalAndWait(Token);
                throw new InvalidOperationException($"index {index}");
            },
            Token));
        Assert.StartsWith("index ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void For_CancelledMeanwhile_StopsAndThrows()
    {
        using var stop = new CancellationTokenSource();
        var done = new List<int>();
        var cancelled = Assert.Throws<OperationCanceledException>(() => DedicatedThreads.For(
            10,
            1,
            index =>
            {
                done.Add(index);
                if (index == 2) stop.Cancel();
            },
            stop.Token));
        Assert.Equal(stop.Token, cancelled.CancellationToken);
        Assert.Equal([0, 1, 2], done);
    }

    [Fact]
    public void Run_Threads_WorkAllAtOnceAndAreWaitedFor()
    {
        using var barrier = new Barrier(3);
        var threads = new ConcurrentBag<Thread>();
        DedicatedThreads.Run(3, () => Meet(barrier, threads));
        Assert.Equal(3, threads.Distinct().Count());
        Assert.All(threads, thread => Assert.False(thread.IsAlive));
    }

    private static void Meet(Barrier barrier, ConcurrentBag<Thread> threads)
    {
        barrier.SignalAndWait(Token);
        threads.Add(Thread.CurrentThread);
    }
}

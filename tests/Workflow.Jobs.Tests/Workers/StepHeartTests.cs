using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Workers;

namespace Workflow.Jobs.Tests.Workers;

public sealed class StepHeartTests(PostgresServer postgres)
{
    private static readonly WorkerOptions Options = new();
    private static readonly TimeSpan RestOfPoll = Options.PollInterval - Options.ProgressInterval;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task Beat_UserCancels_ReachesTheRunningStepWithoutWaitingForThePoll(DatabaseEngine engine)
    {
        (FakeStep step, Task begun) = Waiting();
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step);
        string id = await worker.Runs.BeginAsync("a b:a");
        Task running = await StartAsync(worker);
        await begun.WaitAsync(Cancellation);
        Assert.True(await worker.Runs.CancelAsync(id));
        await LookAtOnceAsync(worker);
        await running.WaitAsync(Cancellation);

        Assert.Equal("a=Cancelled b=Cancelled", await worker.Runs.StatesAsync(id));
        Assert.Equal(RunState.Cancelled, (await worker.Runs.FindAsync(id)).State);
    }

    [Theory, OnEveryEngine]
    public async Task Beat_AnotherProcessCancels_ReachesTheRunningStepWithinAPoll(DatabaseEngine engine)
    {
        (FakeStep step, Task begun) = Waiting();
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        Task running = await StartAsync(worker);
        await begun.WaitAsync(Cancellation);
        var elsewhere = new RunTransitions(worker.Runs.Database!.Database, worker.Runs.Clock, new RunSignal(), []);
        Assert.True(await elsewhere.RequestCancelAsync(id, "elsewhere", Cancellation));
        await BeatOnceAsync(worker);
        await running.WaitAsync(Cancellation);
        Assert.Equal("a=Cancelled", await worker.Runs.StatesAsync(id));
    }

    [Fact]
    public async Task Beat_SiblingFails_StopsTheRunningStep()
    {
        (FakeStep step, Task begun) = Waiting();
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a b");
        Task running = await StartAsync(worker);
        await begun.WaitAsync(Cancellation);
        Assert.True(await worker.Runs.FailAsync(await worker.Runs.ClaimAsync()));
        await LookAtOnceAsync(worker);
        await running.WaitAsync(Cancellation);
        Assert.Equal("a=Cancelled b=Failed", await worker.Runs.StatesAsync(id));
    }

    [Fact]
    public async Task Beat_ClaimIsLost_StopsTheStepAndRecordsNothing()
    {
        (FakeStep step, Task begun) = Waiting();
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        Task running = await StartAsync(worker);
        await begun.WaitAsync(Cancellation);
        await worker.Runs.Transitions.AbandonAllAsync(Cancellation);
        await LookAtOnceAsync(worker);
        await running.WaitAsync(Cancellation);
        Assert.Equal("a=Queued", await worker.Runs.StatesAsync(id));
    }

    [Theory, OnEveryEngine]
    public async Task Beat_LongStep_KeepsItsClaim(DatabaseEngine engine)
    {
        (FakeStep step, Task begun) = Waiting();
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        using var shutdown = new CancellationTokenSource();
        Task running = worker.Runner.RunAsync(await worker.Runs.ClaimAsync(), Options, shutdown.Token);
        await begun.WaitAsync(Cancellation);

        // Twice the lease, a poll at a time: the heart renews every ten seconds.
        for (TimeSpan passed = TimeSpan.Zero; passed < 2 * Options.Lease; passed += Options.PollInterval)
        {
            await BeatOnceAsync(worker);
            Assert.Equal(0, await worker.Runs.SweepAsync());
        }

        Assert.Equal("a=Running", await worker.Runs.StatesAsync(id));
        await shutdown.CancelAsync();
        await running;
        Assert.Equal("a=Queued", await worker.Runs.StatesAsync(id));
    }

    [Fact]
    public async Task Report_Progress_IsStoredAfterTheProgressInterval()
    {
        var reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep("a", async (context, token) =>
        {
            for (int i = 1; i <= 1000; i++) context.Progress.Report(new StepProgress(i, 1000, "counting"));
            reported.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return FakeStep.Result("a");
        });
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        using var shutdown = new CancellationTokenSource();
        Task running = worker.Runner.RunAsync(await worker.Runs.ClaimAsync(), Options, shutdown.Token);
        await reported.Task.WaitAsync(Cancellation);
        await worker.Runs.Clock.WhenTimerAsync(Options.ProgressInterval).WaitAsync(Cancellation);
        Assert.Null((await worker.Runs.FindAsync(id, "a")).Progress);
        Task change = worker.Runs.Signal.Next;
        worker.Runs.Clock.Advance(Options.ProgressInterval);
        await change.WaitAsync(Cancellation);

        Assert.Equal(new StepProgress(1000, 1000, "counting"), (await worker.Runs.FindAsync(id, "a")).Progress);
        await shutdown.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Report_ByManyThreads_NeverThrows()
    {
        var step = new FakeStep("a", async (context, _) =>
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (int i = 0; i < 5_000; i++) context.Progress.Report(new StepProgress(i, 5_000, null));
            })));
            return FakeStep.Result("a");
        });
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        Assert.Equal(RunState.Succeeded, (await worker.RunAsync("a")).State);
    }

    private static (FakeStep Step, Task Begun) Waiting()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep("a", async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return FakeStep.Result("a");
        });
        return (step, begun.Task);
    }

    private static async Task<Task> StartAsync(TestWorker worker) =>
        worker.Runner.RunAsync(await worker.Runs.ClaimAsync(), Options, CancellationToken.None);

    // What changes in this process wakes the heart as soon as the progress interval is over.
    private static async Task LookAtOnceAsync(TestWorker worker)
    {
        await worker.Runs.Clock.WhenTimerAsync(Options.ProgressInterval).WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(Options.ProgressInterval);
    }

    // The heart waits for the progress interval first, then for the rest of the poll interval.
    private static async Task BeatOnceAsync(TestWorker worker)
    {
        await worker.Runs.Clock.WhenTimerAsync(Options.ProgressInterval).WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(Options.ProgressInterval);
        await worker.Runs.Clock.WhenTimerAsync(RestOfPoll).WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(RestOfPoll);
    }
}

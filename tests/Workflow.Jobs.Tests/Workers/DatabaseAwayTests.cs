using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Workers;
using Workflow.Testing.Postgres;

namespace Workflow.Jobs.Tests.Workers;

public sealed class DatabaseAwayTests(PostgresServer postgres)
{
    private static readonly WorkerOptions Options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beat_DatabaseIsAwayForAMoment_TheStepGoesOnAndCanStillBeCancelled()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep("a", async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return FakeStep.Result("a");
        });
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        Task running = worker.Runner.RunAsync(await worker.Runs.ClaimAsync(), Options, CancellationToken.None);
        await begun.Task.WaitAsync(Cancellation);
        worker.Runs.Reliability.IsAway = true;
        for (int i = 0; i < 15; i++) await BeatOnceAsync(worker);
        await worker.Runs.Clock.WhenTimerAsync(Options.ProgressInterval).WaitAsync(Cancellation);
        worker.Runs.Reliability.IsAway = false;

        Assert.Equal("a=Running", await worker.Runs.StatesAsync(id));
        Assert.True(await worker.Runs.CancelAsync(id));
        worker.Runs.Clock.Advance(Options.ProgressInterval);
        await running.WaitAsync(Cancellation);
        Assert.Equal("a=Cancelled", await worker.Runs.StatesAsync(id));
    }

    [Fact]
    public async Task Beat_DatabaseIsAwayForLongerThanTheLease_TheStepIsStopped()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep("a", async (_, token) =>
        {
            begun.SetResult();
            await using (token.Register(stopped.SetResult)) await Task.Delay(Timeout.Infinite, token);
            return FakeStep.Result("a");
        });
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        await worker.Runs.BeginAsync("a");
        Task running = worker.Runner.RunAsync(await worker.Runs.ClaimAsync(), Options, CancellationToken.None);
        await begun.Task.WaitAsync(Cancellation);
        worker.Runs.Reliability.IsAway = true;
        for (int i = 0; i < 30; i++) await BeatOnceAsync(worker);
        await stopped.Task.WaitAsync(Cancellation);
        await running.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_DatabaseIsAwayWhenTheStepEnds_RecordsItAMomentLater()
    {
        TestWorker? worker = null;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep("a", (_, _) =>
        {
            worker!.Runs.Reliability.IsAway = true;
            ended.SetResult();
            return Task.FromResult(FakeStep.Result("a"));
        });
        await using (worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step))
        {
            string id = await worker.Runs.BeginAsync("a");
            Task running = worker.Runner.RunAsync(await worker.Runs.ClaimAsync(), Options, CancellationToken.None);
            await ended.Task.WaitAsync(Cancellation);
            for (int i = 0; i < 3; i++)
            {
                await worker.Runs.Clock.WhenTimerAsync(Options.PollInterval).WaitAsync(Cancellation);
                if (i == 2) worker.Runs.Reliability.IsAway = false;
                worker.Runs.Clock.Advance(Options.PollInterval);
            }

            await running.WaitAsync(Cancellation);
            Assert.Equal("a=Succeeded", await worker.Runs.StatesAsync(id));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RunAsync_DatabaseIsAwayWhenTheStepBegins_GivesItBackWithoutCostingAnAttempt(int reads)
    {
        var step = new FakeStep("a");
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        StepClaim claim = await worker.Runs.ClaimAsync();
        worker.Runs.Reliability.OpensLeft = reads;
        Task running = worker.Runner.RunAsync(claim, Options, CancellationToken.None);
        await worker.Runs.Clock.WhenTimerAsync(Options.PollInterval).WaitAsync(Cancellation);
        worker.Runs.Reliability.OpensLeft = null;
        worker.Runs.Clock.Advance(Options.PollInterval);
        await running.WaitAsync(Cancellation);

        Assert.Equal((StepState.Queued, 1, 0), ((await worker.Runs.FindAsync(id, "a")).State, (await worker.Runs.FindAsync(id, "a")).Attempt, step.Runs));
    }

    [Fact]
    public async Task WorkAsync_DatabaseIsAwayForLongerThanTheLeaseWhenAStepEnds_TheWorkerLives()
    {
        TestWorker? worker = null;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isFirst = true;
        var step = new FakeStep("a", (_, _) =>
        {
            worker!.Runs.Reliability.IsAway = isFirst;
            isFirst = false;
            ended.TrySetResult();
            return Task.FromResult(FakeStep.Result("a"));
        });
        await using (worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step))
        {
            string id = await worker.Runs.BeginAsync("a");
            worker.Start();
            await ended.Task.WaitAsync(Cancellation);
            while (!worker.Log.Records.Any(line => line.Message.Contains("no longer this worker's", StringComparison.Ordinal))) await PollAsync();
            worker.Runs.Reliability.IsAway = false;
            await PollAsync();
            Assert.Equal(RunState.Succeeded, (await worker.UntilOverAsync(id)).State);
            Assert.Equal(2, step.Runs);

            async Task PollAsync()
            {
                await worker.Runs.Clock.WhenTimerWithinAsync(Options.PollInterval).WaitAsync(Cancellation);
                worker.Runs.Clock.Advance(Options.PollInterval);
            }
        }
    }

    [Fact]
    public async Task RunAsync_LogCannotBeStoredWhileTheLeaseLasts_TheResultIsNotAccepted()
    {
        TestWorker? worker = null;
        var step = new FakeStep("a", (context, _) =>
        {
            context.Log.Write("a line");
            worker!.Runs.Reliability.IsAway = true;
            return Task.FromResult(FakeStep.Result("a"));
        });
        await using (worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step))
        {
            string id = await worker.Runs.BeginAsync("a");
            Task running = worker.Runner.RunAsync(await worker.Runs.ClaimAsync(), Options, CancellationToken.None);
            await worker.Runs.Clock.WhenTimerAsync(Options.Lease).WaitAsync(Cancellation);
            worker.Runs.Clock.Advance(Options.Lease);
            await running.WaitAsync(Cancellation);
            worker.Runs.Reliability.IsAway = false;
            Assert.Equal("a=Running", await worker.Runs.StatesAsync(id));
            Assert.Contains(worker.Log.Records, line => line.Message.Contains("no longer this worker's", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task WorkAsync_DatabaseIsAway_TheWorkerWaitsForIt()
    {
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, new FakeStep("a"));
        string id = await worker.Runs.BeginAsync("a");
        worker.Runs.Reliability.IsAway = true;
        worker.Start();
        await worker.Runs.Clock.WhenTimerAsync(Options.PollInterval).WaitAsync(Cancellation);
        worker.Runs.Reliability.IsAway = false;
        worker.Runs.Clock.Advance(Options.PollInterval);

        Assert.Equal(RunState.Succeeded, (await worker.UntilOverAsync(id)).State);
        Assert.Single(worker.WorkerLog.Records, line => line.Exception is StorageException);
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    [Trait("Speed", "Slow")]
    public async Task WorkAsync_PostgresIsKilledAndStartsAgain_TheRunGoesOn()
    {
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(Cancellation);
        string address = await cluster.CreateDatabaseAsync(Cancellation);
        await using var database = new PostgresDatabase(address);
        await new Migrator(database, TimeProvider.System).MigrateAsync(Cancellation);
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep("a", async (_, token) =>
        {
            await cluster.StopServerAsync("immediate", token);
            killed.SetResult();
            return FakeStep.Result("a");
        });
        await using var runs = new TestRuns(database);
        await using var worker = new TestWorker(runs, [step, new FakeStep("b")]);
        string id = await runs.BeginAsync("a b:a");

        // The clock runs ahead of the server's start below; the claim must outlast that.
        worker.Start(Options with { Lease = TimeSpan.FromDays(1) });
        await killed.Task.WaitAsync(Cancellation);
        await cluster.StartServerAsync(Cancellation);

        await using var another = new PostgresDatabase(address);
        await using var look = new TestRuns(another);
        while (!(await look.FindAsync(id)).IsOver)
        {
            await runs.Clock.WhenTimerWithinAsync(Options.PollInterval).WaitAsync(Cancellation);
            runs.Clock.Advance(Options.PollInterval);
        }

        Assert.Equal("a=Succeeded b=Succeeded", await look.StatesAsync(id));
        Assert.Equal(1, step.Runs);
    }

    private static async Task BeatOnceAsync(TestWorker worker)
    {
        await worker.Runs.Clock.WhenTimerAsync(Options.ProgressInterval).WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(Options.ProgressInterval);
        TimeSpan rest = Options.PollInterval - Options.ProgressInterval;
        await worker.Runs.Clock.WhenTimerAsync(rest).WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(rest);
    }
}

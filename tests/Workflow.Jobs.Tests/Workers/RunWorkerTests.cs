using System.Collections.Concurrent;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Workers;

namespace Workflow.Jobs.Tests.Workers;

public sealed class RunWorkerTests(PostgresServer postgres)
{
    private static readonly WorkerOptions Defaults = new();

    private static readonly WorkerOptions Draining = Defaults with { Drain = TimeSpan.FromSeconds(45) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task WorkAsync_RunIsBegun_WorksItToItsEndWithoutWaitingForTheClock(DatabaseEngine engine)
    {
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, new FakeStep("a"), new FakeStep("b"), new FakeStep("c"), new FakeStep("d"));
        worker.Start();
        string id = await worker.Runs.BeginAsync("a b:a c:a d:b,c");

        RunRecord run = await worker.UntilOverAsync(id);
        Assert.Equal(RunState.Succeeded, run.State);
        Assert.Equal(["made a", "made b", "made c", "made d"], run.Steps.Select(step => step.Reason));
    }

    [Fact]
    public async Task WorkAsync_TwoSlots_TwoStepsAtATimeAndNoMore()
    {
        var begun = new ConcurrentDictionary<string, TaskCompletionSource>(StringComparer.Ordinal);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        FakeStep Blocking(string name) => new(name, async (_, token) =>
        {
            begun.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            await goOn.Task.WaitAsync(token);
            return FakeStep.Result(name);
        });
        foreach (string name in (string[])["a", "b", "c"]) begun[name] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, Blocking("a"), Blocking("b"), Blocking("c"));
        string id = await worker.Runs.BeginAsync("a b c");
        worker.Start();

        await Task.WhenAll(begun["a"].Task, begun["b"].Task).WaitAsync(Cancellation);
        Assert.Equal("a=Running b=Running c=Queued", await worker.Runs.StatesAsync(id));
        Assert.False(begun["c"].Task.IsCompleted);
        goOn.SetResult();
        Assert.Equal(RunState.Succeeded, (await worker.UntilOverAsync(id)).State);
    }

    [Fact]
    public async Task WorkAsync_OneSlot_OneStepAtATime()
    {
        int running = 0;
        int most = 0;
        async Task<Workflow.Jobs.Steps.StepResult> CountAsync(string name)
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return FakeStep.Result(name);
        }

        FakeStep[] steps = [.. new[] { "a", "b", "c", "d" }.Select(name => new FakeStep(name, (_, _) => CountAsync(name)))];
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, steps);
        worker.Start(Defaults with { Slots = 1 });
        await worker.UntilOverAsync(await worker.Runs.BeginAsync("a b c d"));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task WorkAsync_ProcessWasSuspendedForLongerThanTheLease_GoesOnWithItsStep()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep("a", async (_, token) =>
        {
            begun.SetResult();
            await wake.Task.WaitAsync(token);
            return FakeStep.Result("a");
        });
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        worker.Start();
        await begun.Task.WaitAsync(Cancellation);
        await worker.Runs.Clock.WhenTimerAsync(Defaults.PollInterval).WaitAsync(Cancellation);
        worker.Runs.Clock.Suspend(Defaults.Lease * 2);

        // The worker has looked, and swept what was due.
        await worker.Runs.Clock.WhenTimerAsync(Defaults.PollInterval).WaitAsync(Cancellation);
        wake.SetResult();
        RunRecord run = await worker.UntilOverAsync(id);
        Assert.Equal((RunState.Succeeded, 1L), (run.State, run.Steps[0].Fence));
    }

    [Fact]
    public async Task WorkAsync_NothingToDo_LooksOncePerPollIntervalAndWritesNothing()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        var counting = new CountingDatabase(runs.Database!.Database);
        var transitions = new RunTransitions(counting, runs.Clock, runs.Signal, []);
        var worker = new RunWorker(
            transitions, null!, new WorkerRegistry(runs.Reliability, runs.Clock), runs.Signal, runs.Clock, new RecordedLog<RunWorker>());
        using var shutdown = new CancellationTokenSource();
        Task working = Task.Run(() => worker.WorkAsync(Defaults, shutdown.Token), Cancellation);
        for (int look = 1; look <= 3; look++)
        {
            await runs.Clock.WhenTimerAsync(Defaults.PollInterval).WaitAsync(Cancellation);
            Assert.Equal((0, look, 0), (counting.Connections, counting.Transactions, counting.Changes));
            runs.Clock.Advance(Defaults.PollInterval);
        }

        await shutdown.CancelAsync();
        await working;
    }

    [Fact]
    public async Task WorkAsync_AnotherProcessBeginsARun_IsSeenAtTheNextPoll()
    {
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, new FakeStep("a"));
        var elsewhere = new RunTransitions(worker.Runs.Database!.Database, worker.Runs.Clock, new RunSignal(), []);
        worker.Start();
        await worker.Runs.Clock.WhenTimerAsync(Defaults.PollInterval).WaitAsync(Cancellation);
        string id = await elsewhere.CreateAsync(new NewRun(Projects.Default, SampleDefinitions.Of("a"), RunCause.ByHand("test")), Cancellation);

        worker.Runs.Clock.Advance(Defaults.PollInterval);
        Assert.Equal(RunState.Succeeded, (await worker.UntilOverAsync(id)).State);
    }

    [Fact]
    public async Task WorkAsync_OnlyRun_LeavesOthersAlone()
    {
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, new FakeStep("a"));
        string other = await worker.Runs.BeginAsync("a");
        string mine = await worker.Runs.BeginAsync("a");
        worker.Start(Defaults with { OnlyRun = mine });

        await worker.UntilOverAsync(mine);
        await worker.StopAsync();
        Assert.Equal("a=Queued", await worker.Runs.StatesAsync(other));
    }

    [Theory, OnEveryEngine]
    public async Task WorkAsync_Shutdown_GivesRunningStepsBack(DatabaseEngine engine)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep("a", async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return FakeStep.Result("a");
        });
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        worker.Start();
        await begun.Task.WaitAsync(Cancellation);
        await worker.StopAsync();

        RunRecord run = await worker.Runs.FindAsync(id);
        Assert.Equal((StepState.Queued, RunState.Running), (run.Steps[0].State, run.State));
        Assert.Equal([" created", "a started", "a released"], (await worker.Runs.EventsAsync(id)).Select(e => $"{e.Step} {e.Kind}"));
    }

    [Theory, OnEveryEngine]
    public async Task WorkAsync_ShutdownWithTimeToDrain_RunningStepsEndAndNothingIsBegun(DatabaseEngine engine)
    {
        (FakeStep step, Task begun, TaskCompletionSource goOn) = Gated("a");
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step, new FakeStep("b"));
        string id = await worker.Runs.BeginAsync("a b:a");
        worker.Start(Draining);
        await begun.WaitAsync(Cancellation);
        Task stopping = worker.StopAsync();
        await worker.Runs.Clock.WhenTimerAsync(Draining.QuietPollInterval).WaitAsync(Cancellation);
        Assert.Equal(WorkerState.Draining, Assert.Single(await worker.Registry.ListAsync(Cancellation)).State);
        goOn.SetResult();
        await stopping.WaitAsync(Cancellation);

        Assert.Equal("a=Succeeded b=Queued", await worker.Runs.StatesAsync(id));
        Assert.Equal(WorkerState.Gone, Assert.Single(await worker.Registry.ListAsync(Cancellation)).State);
    }

    [Fact]
    public async Task WorkAsync_DrainIsOver_StepsThatStillRunAreGivenBack()
    {
        (FakeStep step, Task begun, _) = Gated("a");
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        worker.Start(Draining);
        await begun.WaitAsync(Cancellation);
        Task stopping = worker.StopAsync();
        await worker.Runs.Clock.WhenTimerAsync(Draining.Drain).WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(Draining.Drain);
        await stopping.WaitAsync(Cancellation);
        Assert.Equal("a=Queued", await worker.Runs.StatesAsync(id));
    }

    [Fact]
    public async Task WorkAsync_SomebodyIsInAHurryWhileItDrains_StepsAreGivenBackAtOnce()
    {
        (FakeStep step, Task begun, _) = Gated("a");
        using var hurry = new CancellationTokenSource();
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        worker.Start(Draining with { GiveBack = hurry.Token });
        await begun.WaitAsync(Cancellation);
        Task stopping = worker.StopAsync();
        await worker.Runs.Clock.WhenTimerAsync(Draining.QuietPollInterval).WaitAsync(Cancellation);
        await hurry.CancelAsync();
        await stopping.WaitAsync(Cancellation);
        Assert.Equal("a=Queued", await worker.Runs.StatesAsync(id));
    }

    [Fact]
    public async Task WorkAsync_Queues_LeavesOthersAlone()
    {
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, new FakeStep("a"), new FakeStep("b"));
        string other = await worker.Runs.BeginAsync(OfQueue("a", "deploy"));
        string mine = await worker.Runs.BeginAsync(OfQueue("b", "train"));
        worker.Start(Defaults with { Queues = ["train"] });
        await worker.UntilOverAsync(mine);
        Assert.Equal("a=Queued", await worker.Runs.StatesAsync(other));
    }

    [Fact]
    public async Task WorkAsync_OthersTellOfTheirChanges_LooksLessOften()
    {
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, new FakeStep("a"));
        worker.Runs.Signal.HearsOthers = true;
        worker.Start();
        await worker.Runs.Clock.WhenTimerAsync(Defaults.QuietPollInterval).WaitAsync(Cancellation);
    }

    [Fact]
    public async Task WorkAsync_StepWaitsForItsNextAttempt_IsBegunAtItsTime()
    {
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, new FakeStep("a"));
        string id = await worker.Runs.BeginAsync("a");
        StepClaim claim = await worker.Runs.ClaimAsync();
        await worker.Runs.QueryAsync<long>("UPDATE step SET attempts = 2");
        Assert.True(await worker.Runs.Transitions.FailAsync(claim, new StepFailure("once") { RetryAfter = TimeSpan.FromMilliseconds(1500) }, Cancellation));
        worker.Runs.Signal.HearsOthers = true;
        worker.Start();
        await worker.Runs.Clock.WhenTimerAsync(TimeSpan.FromMilliseconds(1500)).WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.Equal(RunState.Succeeded, (await worker.UntilOverAsync(id)).State);
    }

    [Theory, OnEveryEngine]
    public async Task WorkAsync_WorkerIsGone_AnotherFinishesItsStepAfterTheLease(DatabaseEngine engine)
    {
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, new FakeStep("a"));
        string id = await worker.Runs.BeginAsync("a");
        await worker.Runs.ClaimAsync(worker: "gone");
        worker.Runs.Clock.Advance(TestRuns.Lease);
        worker.Start();

        // The lease holds to its last moment; the worker looks again at the next one.
        await worker.Runs.Clock.WhenTimerAsync(TimeSpan.FromMilliseconds(1)).WaitAsync(Cancellation);
        Assert.Equal("a=Running", await worker.Runs.StatesAsync(id));
        worker.Runs.Clock.Advance(TimeSpan.FromMilliseconds(1));

        RunRecord run = await worker.UntilOverAsync(id);
        Assert.Equal((RunState.Succeeded, 2), (run.State, run.Steps[0].Fence));
        Assert.Contains(worker.WorkerLog.Records, line => line.Message.Contains("1 steps whose time had come", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WorkAsync_TwoWorkersAtOnce_EveryStepOnce()
    {
        FakeStep[] steps = [.. Enumerable.Range(0, 8).Select(i => new FakeStep($"s{i}"))];
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, steps);
        string[] runs = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(i => worker.Runs.BeginAsync("s0 s1 s2:s0,s1 s3:s2 s4:s2 s5:s3 s6:s4 s7:s5,s6", key: $"{i}", noCache: true)))];
        using var shutdown = new CancellationTokenSource();
        Task second = Task.Run(() => worker.Worker.WorkAsync(Defaults, shutdown.Token), Cancellation);
        worker.Start();
        foreach (string run in runs) Assert.Equal(RunState.Succeeded, (await worker.UntilOverAsync(run)).State);
        await shutdown.CancelAsync();
        await second;
        Assert.All(steps, step => Assert.Equal(4, step.Runs));
    }

    private static PipelineDefinition OfQueue(string step, string queue)
    {
        PipelineDefinition definition = SampleDefinitions.Of(step);
        return definition with { Steps = [.. definition.Steps.Select(defined => defined with { Queue = queue })] };
    }

    private static (FakeStep Step, Task Begun, TaskCompletionSource GoOn) Gated(string name)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep(name, async (_, token) =>
        {
            begun.SetResult();
            await goOn.Task.WaitAsync(token);
            return FakeStep.Result(name);
        });
        return (step, begun.Task, goOn);
    }
}

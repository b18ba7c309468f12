using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Workers;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Tests.Workers;

/// <summary>What becomes of attempts that fail, hang, do not listen or hand on the wrong things.</summary>
public sealed class StepAttemptTests(PostgresServer postgres)
{
    private static readonly WorkerOptions Options = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task RunAsync_FailureThatMayPass_IsTriedAgainAfterItsWait(DatabaseEngine engine)
    {
        int attempts = 0;
        var step = new FakeStep("a", (_, _) => ++attempts < 3 ? throw new WorkflowException("away", "the source is away") { IsRetryable = true } : Task.FromResult(FakeStep.Result("a")));
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step);
        string id = await worker.Runs.BeginAsync("a*3");
        await WorkAsync(worker);

        RunRecord run = await worker.Runs.FindAsync(id);
        Assert.Equal((RunState.Waiting, StepState.Waiting, 2), (run.State, run.Steps[0].State, run.Steps[0].Attempt));
        Assert.Matches(@"^attempt 1 of 3 failed, the next one begins in [45](\.\d)? s: the source is away$", run.Steps[0].Reason);
        TimeSpan first = run.Steps[0].NotBefore!.Value - worker.Runs.Clock.GetUtcNow();
        Assert.InRange(first, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));

        // Not before its time.
        worker.Runs.Clock.Advance(first - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await worker.Runs.SweepAsync());
        worker.Runs.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await worker.Runs.SweepAsync());
        await WorkAsync(worker);
        worker.Runs.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await worker.Runs.SweepAsync());
        await WorkAsync(worker);

        Assert.Equal((RunState.Succeeded, 3), ((await worker.Runs.FindAsync(id)).State, attempts));
        Assert.Equal(2, (await worker.Runs.EventsAsync(id)).Count(e => e.Kind == "attempt-failed"));
    }

    [Fact]
    public async Task RunAsync_AttemptsAreUsedUp_FailsForGood()
    {
        var step = new FakeStep("a", (_, _) => throw new WorkflowException("away", "the source is away") { IsRetryable = true });
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a*2 b:a");
        await WorkAsync(worker);
        worker.Runs.Clock.Advance(TimeSpan.FromSeconds(5));
        await worker.Runs.SweepAsync();
        await WorkAsync(worker);
        Assert.Equal("a=Failed b=Skipped", await worker.Runs.StatesAsync(id));
        Assert.Equal("the source is away", (await worker.Runs.FindAsync(id, "a")).Reason);
    }

    [Fact]
    public async Task RunAsync_FailureThatStays_IsNotTriedAgain()
    {
        var step = new FakeStep("a", (_, _) => throw new WorkflowException("wrong", "the recipe is wrong"));
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a*5");
        await WorkAsync(worker);
        Assert.Equal("a=Failed", await worker.Runs.StatesAsync(id));
    }

    [Fact]
    public async Task RunAsync_LongerThanItsTime_IsStoppedAndSaysSo()
    {
        (FakeStep step, Task begun) = Endless();
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync(With(new TimeoutDefinition { Run = TimeSpan.FromMinutes(2) }));
        Task running = WorkAsync(worker);
        await begun.WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(TimeSpan.FromMinutes(2));
        await running.WaitAsync(Cancellation);
        Assert.Equal((StepState.Failed, "it took longer than 120 s (timeout.run)"), ((await worker.Runs.FindAsync(id, "a")).State, (await worker.Runs.FindAsync(id, "a")).Reason));
    }

    [Fact]
    public async Task RunAsync_SilentForTooLong_IsStoppedButProgressAndLinesAreSignsOfLife()
    {
        var seconds = new SemaphoreSlim(0);
        var alive = new SemaphoreSlim(0);
        var step = new FakeStep("a", async (context, token) =>
        {
            for (int i = 0; ; i++)
            {
                alive.Release();
                await seconds.WaitAsync(token);
                if (i % 2 == 0) context.Progress.Report(new StepProgress(i, 0, null));
                else context.Log.Write("still here");
            }
        });
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync(With(new TimeoutDefinition { Heartbeat = TimeSpan.FromSeconds(30) }));
        Task running = WorkAsync(worker);
        for (int i = 0; i < 4; i++)
        {
            await alive.WaitAsync(Cancellation);
            worker.Runs.Clock.Advance(TimeSpan.FromSeconds(29));
            Assert.False(running.IsCompleted);
            seconds.Release();
        }

        await alive.WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(TimeSpan.FromSeconds(30));
        await running.WaitAsync(Cancellation);
        Assert.Equal("it gave no sign of life for 30 s (timeout.heartbeat)", (await worker.Runs.FindAsync(id, "a")).Reason);
    }

    [Fact]
    public async Task RunAsync_StepDoesNotListen_IsLeftBehindAfterTheGrace()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var deaf = new TaskCompletionSource<StepResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep("a", (_, _) =>
        {
            begun.SetResult();
            return deaf.Task;
        });
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync(With(new TimeoutDefinition { Run = TimeSpan.FromMinutes(1) }));
        Task running = WorkAsync(worker);
        await begun.Task.WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(TimeSpan.FromMinutes(1));
        await worker.Runs.Clock.WhenTimerAsync(Options.StopGrace).WaitAsync(Cancellation);
        worker.Runs.Clock.Advance(Options.StopGrace);
        await running.WaitAsync(Cancellation);
        Assert.Equal(
            "it took longer than 60 s (timeout.run); it was told to stop, did not within 20 s, and was left behind", (await worker.Runs.FindAsync(id, "a")).Reason);
        Assert.Contains(worker.Log.Records, line => line.Message.Contains("left behind", StringComparison.Ordinal));

        // Whatever it comes to now counts for nothing.
        deaf.SetResult(FakeStep.Result("late"));
        Assert.Equal("a=Failed", await worker.Runs.StatesAsync(id));
    }

    [Theory]
    [InlineData("missing", "output 'value' of a (number) is missing")]
    [InlineData("text", "output 'value' of a (number) is no number: 'many'")]
    [InlineData("infinite", "output 'value' of a (number) is no number: 'Infinity'")]
    [InlineData("more", "a made an output 'other', which it does not declare")]
    [InlineData("artifact", "output 'value' of a (number) is missing")]
    public async Task RunAsync_WrongOutput_FailsAndNamesIt(string fault, string expected)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal), artifacts = new(StringComparer.Ordinal);
        if (fault != "missing") (fault == "artifact" ? artifacts : values)["value"] = fault switch { "text" => "many", "infinite" => "Infinity", _ => "1.5" };
        if (fault == "more") values["other"] = "x";
        var step = new FakeStep("a", (_, _) => Task.FromResult(new StepResult(new StepOutputs(artifacts, values), null)))
        {
            Outputs = [new StepOutput("a", "value", OutputType.Number)],
        };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a*3");
        await WorkAsync(worker);
        Assert.Equal((StepState.Failed, expected), ((await worker.Runs.FindAsync(id, "a")).State, (await worker.Runs.FindAsync(id, "a")).Reason));
    }

    [Fact]
    public async Task RunAsync_DocumentOfAnotherKind_FailsAndNamesIt()
    {
        var step = new FakeStep("a", async (context, token) =>
        {
            var outputs = new StepOutputsBuilder(context.Artifacts);
            await outputs.AddDocumentAsync("document", new[] { 1, 2, 3 }, token);
            return new StepResult(outputs.Build(), null);
        })
        {
            Outputs = [StepOutput.Document<StepProgress>("a", "document")],
        };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        await WorkAsync(worker);
        Assert.StartsWith("output 'document' of a (json) is not the document that it should be", (await worker.Runs.FindAsync(id, "a")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_UnknownStep_FailsInWords()
    {
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string id = await worker.Runs.BeginAsync("conjure");
        await WorkAsync(worker);
        Assert.Equal("this release has no step 'conjure'", (await worker.Runs.FindAsync(id, "conjure")).Reason);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task RunAsync_CleanUp_RunsOnlyWhereTheAttemptDidNotSucceed(bool fails, int expected)
    {
        int cleaned = 0;
        var step = new FakeStep("a", (_, _) => fails ? throw new WorkflowException("x", "broken") : Task.FromResult(FakeStep.Result("a")))
        {
            CleanUpAsync = _ =>
            {
                cleaned++;
                return Task.CompletedTask;
            },
        };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        await worker.Runs.BeginAsync("a");
        await WorkAsync(worker);
        Assert.Equal(expected, cleaned);
    }

    [Fact]
    public async Task RunAsync_CleanUpFails_IsToldWithTheReason()
    {
        var step = new FakeStep("a", (_, _) => throw new WorkflowException("x", "broken")) { CleanUpAsync = _ => throw new WorkflowException("y", "the rest cannot be removed") };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        await WorkAsync(worker);
        Assert.Equal("broken; its clean-up failed: the rest cannot be removed", (await worker.Runs.FindAsync(id, "a")).Reason);
    }

    [Fact]
    public async Task RunAsync_CleanUpBreaks_TheStepFailsAndTheWorkerLives()
    {
        var step = new FakeStep("a", (_, _) => throw new WorkflowException("x", "broken")) { CleanUpAsync = _ => throw new UnauthorizedAccessException("not yours") };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step, new FakeStep("b"));
        worker.Start();
        Assert.Equal("broken; its clean-up failed: not yours", (await worker.UntilOverAsync(await worker.Runs.BeginAsync("a"))).Steps[0].Reason);
        Assert.Equal(RunState.Succeeded, (await worker.UntilOverAsync(await worker.Runs.BeginAsync("b"))).State);
    }

    private static async Task WorkAsync(TestWorker worker)
    {
        while (await worker.Runs.TryClaimAsync() is { } claim) await worker.Runner.RunAsync(claim, Options, CancellationToken.None);
    }

    private static PipelineDefinition With(TimeoutDefinition timeout)
    {
        PipelineDefinition definition = SampleDefinitions.Of("a");
        return definition with { Steps = [definition.Steps[0] with { Timeout = timeout }] };
    }

    private static (FakeStep Step, Task Begun) Endless()
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
}

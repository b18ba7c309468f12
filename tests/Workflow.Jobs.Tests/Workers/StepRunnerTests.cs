using System.Data.Common;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Workers;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Tests.Workers;

public sealed class StepRunnerTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task RunAsync_Success_RecordsOutputsAndMessage(DatabaseEngine engine)
    {
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, new FakeStep("a"));
        RunRecord run = await worker.RunAsync("a");

        Assert.Equal(RunState.Succeeded, run.State);
        Assert.Equal(("a", "made a"), (run.Steps[0].Outputs?.Find("value"), run.Steps[0].Reason));
    }

    [Fact]
    public async Task RunAsync_EarlierSteps_AreAtHand()
    {
        string? seen = null;
        var second = new FakeStep("b", (context, _) =>
        {
            seen = context.Input(new StepOutput("a", "value", OutputType.Text));
            return Task.FromResult(FakeStep.Result("b"));
        })
        {
            Inputs = [new StepOutput("a", "value", OutputType.Text)],
        };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, new FakeStep("a"), second);
        await worker.RunAsync("a b:a");
        Assert.Equal("a", seen);
    }

    [Theory, OnEveryEngine]
    public async Task RunAsync_WorkflowException_FailsWithItsWords(DatabaseEngine engine)
    {
        var step = new FakeStep("a", (_, _) => throw new WorkflowException("source-unavailable", "the file is not there; put it there"));
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step);
        RunRecord run = await worker.RunAsync("a");

        Assert.Equal((RunState.Failed, "a: the file is not there; put it there"), (run.State, run.Reason));
        Assert.DoesNotContain(worker.Log.Records, line => line.Level >= LogLevel.Error);
    }

    // What a step has done for a world that is another one by now does not count, and does not stay.
    [Theory, OnEveryEngine]
    public async Task RunAsync_EffectRefuses_TakesItBackAndFailsWithItsWords(DatabaseEngine engine)
    {
        int taken = 0;
        var step = new FakeStep("a", (_, _) => Task.FromResult(FakeStep.Result("made") with
        {
            Effects = [new RefusingEffect()],
            TakeBackAsync = _ =>
            {
                taken++;
                return Task.CompletedTask;
            },
        }));
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step);
        RunRecord run = await worker.RunAsync("a");
        Assert.Equal((RunState.Failed, "a: somebody has stopped it", 1), (run.State, run.Reason, taken));
        Assert.Null(run.Steps[0].Outputs);
    }

    [Fact]
    public async Task RunAsync_WhatIsTakenBackCannotBe_SaysSo()
    {
        var step = new FakeStep("a", (_, _) => Task.FromResult(FakeStep.Result("made") with
        {
            Effects = [new RefusingEffect()],
            TakeBackAsync = _ => throw new WorkflowException("away", "its platform does not answer"),
        }));
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        Assert.Equal("somebody has stopped it; its clean-up failed: its platform does not answer", (await worker.RunAsync("a")).Steps[0].Reason);
    }

    // What a guard has measured is what the user needs to see when it fails the run.
    [Theory, OnEveryEngine]
    public async Task RunAsync_FailureWithEvidence_KeepsTheOutputsAndCachesNothing(DatabaseEngine engine)
    {
        var step = new FakeStep("a", (_, _) => Task.FromResult(FakeStep.Result("report") with { Failure = new WorkflowException("gate-failed", "0.3 is over the limit") }));
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step, new FakeStep("b"));
        RunRecord run = await worker.RunAsync("a b:a");

        Assert.Equal((RunState.Failed, "a: 0.3 is over the limit"), (run.State, run.Reason));
        Assert.Equal((StepState.Failed, "report"), (run.Steps[0].State, run.Steps[0].Outputs?.Find("value")));
        Assert.Equal(StepState.Skipped, run.Steps[1].State);
        await worker.RunAsync("a b:a");
        Assert.Equal(2, step.Runs);
    }

    [Fact]
    public async Task RunAsync_WorkflowExceptionWhilePreparing_FailsWithItsWords()
    {
        var step = new FakeStep("a") { PrepareFailure = new WorkflowException("recipe-failed", "no such label") };
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        Assert.Equal("no such label", (await worker.RunAsync("a")).Steps[0].Reason);
        Assert.Equal(0, step.Runs);
    }

    [Theory, OnEveryEngine]
    public async Task RunAsync_UnexpectedException_FailsAsADefectAndIsLogged(DatabaseEngine engine)
    {
        var defect = new InvalidOperationException("sequence contains no elements");
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, new FakeStep("a", (_, _) => throw defect));
        RunRecord run = await worker.RunAsync("a");

        Assert.Equal(RunState.Failed, run.State);
        Assert.Equal($"a defect of this program: InvalidOperationException: sequence contains no elements (see {worker.Home.Logs})", run.Steps[0].Reason);
        LogRecord logged = Assert.Single(worker.Log.Records, line => line.Level == LogLevel.Error);
        Assert.Same(defect, logged.Exception);
        Assert.Contains(run.Id, logged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_OwnTimeout_IsADefectAndNotACancel()
    {
        await using TestWorker worker = await TestWorker.CreateAsync(
            DatabaseEngine.Sqlite, postgres, new FakeStep("a", (_, _) => throw new TaskCanceledException("some timeout")));
        RunRecord run = await worker.RunAsync("a");
        Assert.Equal("a=Failed", await worker.Runs.StatesAsync(run.Id));
        Assert.Contains("some timeout", run.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DiskIsFull_SaysWhatToDo()
    {
        const int NoSpaceLeft = 28;
        await using TestWorker worker = await TestWorker.CreateAsync(
            DatabaseEngine.Sqlite, postgres, new FakeStep("a", (_, _) => throw new IOException("No space left on device : '/x'", NoSpaceLeft)));
        RunRecord run = await worker.RunAsync("a");
        Assert.StartsWith("the disk is full: No space left on device : '/x' Free some space", run.Steps[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_StepThatDoesNotExist_FailsTheRun()
    {
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, new FakeStep("a"));
        RunRecord run = await worker.RunAsync("a b");
        Assert.Equal((RunState.Failed, StepState.Failed), (run.State, run.Steps[1].State));
        Assert.Contains("no step 'b'", run.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WorkDirectory_IsOfThisClaimAloneAndRemoved()
    {
        string? directory = null;
        var step = new FakeStep("a", async (context, token) =>
        {
            directory = context.WorkDirectory;
            Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
            Directory.CreateDirectory(Path.Combine(directory, "deep"));
            await File.WriteAllTextAsync(Path.Combine(directory, "deep", "file"), "x", token);
            return FakeStep.Result("a");
        });
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        RunRecord run = await worker.RunAsync("a");

        Assert.Equal(Path.Combine(worker.Home.Work, run.Id, "a", "1"), directory);
        Assert.Empty(worker.LeftBehind());
    }

    [Fact]
    public async Task RunAsync_FailedStep_WorkDirectoryIsRemovedToo()
    {
        var step = new FakeStep("a", async (context, token) =>
        {
            await File.WriteAllTextAsync(Path.Combine(context.WorkDirectory, "file"), "x", token);
            throw new WorkflowException("no", "no");
        });
        await using TestWorker worker = await TestWorker.CreateAsync(DatabaseEngine.Sqlite, postgres, step);
        await worker.RunAsync("a");
        Assert.Empty(worker.LeftBehind());
    }

    [Theory, OnEveryEngine]
    public async Task RunAsync_ClaimIsLost_DiscardsTheResultAndSaysSo(DatabaseEngine engine)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var step = new FakeStep("a", async (context, _) =>
        {
            if (context.Claim.Fence > 1) return FakeStep.Result("second");
            begun.SetResult();
            await goOn.Task;
            return FakeStep.Result("first");
        });
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step);
        string id = await worker.Runs.BeginAsync("a");
        Task slow = worker.Runner.RunAsync(await worker.Runs.ClaimAsync(), new WorkerOptions(), CancellationToken.None);
        await begun.Task.WaitAsync(Cancellation);

        // Another worker takes the step over and finishes it first.
        Assert.Equal(1, await worker.Runs.Transitions.AbandonAllAsync(Cancellation));
        await worker.Runner.RunAsync(await worker.Runs.ClaimAsync(), new WorkerOptions(), CancellationToken.None);
        goOn.SetResult();
        await slow;

        StepRecord recorded = await worker.Runs.FindAsync(id, "a");
        Assert.Equal((StepState.Succeeded, 2, "second"), (recorded.State, recorded.Fence, recorded.Outputs?.Find("value")));
        Assert.Single(worker.Log.Records, line => line.Level == LogLevel.Warning && line.Message.Contains("discarded", StringComparison.Ordinal));
    }

    [Theory, OnEveryEngine]
    public async Task RunAsync_Effects_AreWrittenOnceAndNotForAReusedStep(DatabaseEngine engine)
    {
        var step = new FakeStep("a", (_, _) => Task.FromResult(FakeStep.Result("a") with { Effects = [new CountingEffect()] }));
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, step);
        RunRecord first = await worker.RunAsync("a");
        RunRecord second = await worker.RunAsync("a");

        Assert.Equal((StepState.Succeeded, StepState.Reused), (first.Steps[0].State, second.Steps[0].State));
        Assert.Equal(1, await worker.Runs.QueryAsync<long>("SELECT COUNT(*) FROM step_event WHERE kind = 'effect'"));
    }

    private sealed class RefusingEffect : IStepEffect
    {
        public Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken) => throw new WorkflowException("changed", "somebody has stopped it");
    }
}

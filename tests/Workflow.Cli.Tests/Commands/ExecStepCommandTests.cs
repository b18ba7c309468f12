using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Cli.Tests.TestData;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Isolation;
using Workflow.Jobs.Steps.Train;
using Workflow.Testing.Files;

namespace Workflow.Cli.Tests.Commands;

/// <summary>Steps in processes of their own, by the built command.</summary>
[Collection(nameof(Trained))]
public sealed class ExecStepCommandTests(TrainedDesk desk)
{
    private static readonly string Program = Repository.Path(".artifacts", "bin", "Workflow.Cli", "release", "workflow");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExecStep_ByHand_IsRefusedAndNotListed()
    {
        (await desk.RunAsync("exec-step")).Refused(2, "exec-step is for workers");
        Assert.DoesNotContain("exec-step", (await desk.RunAsync("--help")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("guard", "report")]
    [InlineData("train", "model,leaderboard")]
    public async Task ExecStep_OfTheSameInputs_MakesTheSameBytesAsInTheWorker(string name, string outputs)
    {
        IStep step = name == "guard" ? new GuardStep() : new TrainStep(TimeProvider.System);
        using var work = new TemporaryFolder();
        var progress = new LatestProgress();
        StepContext context = await ContextAsync(name, work, progress, trials: null);
        PreparedStep prepared = await step.PrepareAsync(context, Cancellation);

        StepResult inside = await prepared.RunAsync(Cancellation);
        StepProgress? last = progress.Value;
        StepResult outside = await Executor().RunAsync(step, prepared, context, Cancellation);

        Assert.NotNull(last);
        Assert.Equal(last, progress.Value);
        Assert.Equal(inside.Message, outside.Message);
        foreach (string output in outputs.Split(',')) Assert.Equal(inside.Outputs.Artifacts[output], outside.Outputs.Artifacts[output]);
        Assert.Equal(inside.Outputs.Artifacts.Keys, outside.Outputs.Artifacts.Keys);
        RunRecord stored = await StoredAsync();
        foreach (string output in outputs.Split(',')) Assert.Equal(stored.Outputs[name].Artifacts[output], outside.Outputs.Artifacts[output]);
    }

    [Fact]
    public async Task ExecStep_Cancelled_StopsTraining()
    {
        using var work = new TemporaryFolder();
        var progress = new LatestProgress();
        StepContext context = await ContextAsync("train", work, progress, trials: 100_000);
        IStep step = new TrainStep(TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task running = Executor().RunAsync(step, await step.PrepareAsync(context, Cancellation), context, stop.Token);
        await progress.Reported.WaitAsync(Patience, Cancellation);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(MarkedProcesses.OfStep(context.Claim.Mark));
    }

    [Fact]
    public async Task ExecStep_Crash_IsAFailedAttempt()
    {
        using var work = new TemporaryFolder();
        var progress = new LatestProgress();
        StepContext context = await ContextAsync("train", work, progress, trials: 100_000);
        IStep step = new TrainStep(TimeProvider.System);
        Task running = Executor().RunAsync(step, await step.PrepareAsync(context, Cancellation), context, Cancellation);
        await progress.Reported.WaitAsync(Patience, Cancellation);
        foreach (RunningProcess process in MarkedProcesses.OfStep(context.Claim.Mark)) Process.Start("kill", ["-KILL", $"{process.Identity.Pid}"]).Dispose();
        var failed = await Assert.ThrowsAsync<StepException>(() => running);
        Assert.Equal("the process of step train was killed by SIGKILL, most likely because the machine ran out of memory", failed.Message);
        Assert.True(failed.IsRetryable);
    }

    // Its parent is a shell that holds its input. Nobody asks the step to end: it notices.
    [Fact]
    public async Task ExecStep_ParentThatIsKilled_EndsByItself()
    {
        using var work = new TemporaryFolder();
        StepContext context = await ContextAsync("train", work, new LatestProgress(), trials: 100_000);
        string request = JobsJson.Write(new
        {
            codeVersion = CodeVersion.Steps,
            context.Claim,
            attempt = 1,
            context.Definition,
            context.Earlier,
            homePath = desk.Folder.Home,
            workDirectory = work.Path,
        });
        await File.WriteAllTextAsync(work.File("request"), request + "\n", Cancellation);
        const string Parent = """mkfifo input; "$0" exec-step <input & exec 3>input; cat request >&3; wait""";
        using Process parent = Process.Start(new ProcessStartInfo("sh", ["-c", Parent, Program]) { WorkingDirectory = work.Path, RedirectStandardOutput = true, UseShellExecute = false })!;
        string? line = await parent.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);
        Assert.StartsWith("""{"reply":"Progress""", line, StringComparison.Ordinal);

        parent.Kill(entireProcessTree: false);

        // The end of its output is its own: nobody else has it.
        string rest = await parent.StandardOutput.ReadToEndAsync(Cancellation).WaitAsync(Patience, Cancellation);
        Assert.DoesNotContain("Result", rest, StringComparison.Ordinal);
    }

    private ChildStepExecutor Executor() => new(new JobsOptions { HomePath = desk.Folder.Home, ExecStepCommand = [Program, "exec-step"] }, TimeProvider.System);

    private async Task<StepContext> ContextAsync(string step, TemporaryFolder work, LatestProgress progress, int? trials)
    {
        RunRecord run = await StoredAsync();
        PipelineDefinition definition = run.Definition;
        if (trials is { } most) definition = definition with { Model = definition.Model! with { Train = definition.Model.Train with { Trials = most } } };
        return new StepContext(
            new StepClaim($"run-{Guid.NewGuid():N}", step, 1),
            definition,
            run.Outputs,
            new DirectoryArtifactStore(new WorkflowHome(desk.Folder.Home).Artifacts),
            new Lazy<string>(work.Path),
            progress,
            new NoLog());
    }

    private async Task<RunRecord> StoredAsync()
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = desk.Folder.Home }).BuildServiceProvider();
        return (await services.GetRequiredService<RunStore>().FindAsync(desk.Result.Run(), Cancellation))!;
    }

    private sealed class LatestProgress : IProgress<StepProgress>
    {
        private readonly TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StepProgress? Value { get; private set; }

        public Task Reported => _reported.Task;

        public void Report(StepProgress value)
        {
            Value = value;
            _reported.TrySetResult();
        }
    }

    private sealed class NoLog : IStepLog
    {
        public void Write(string line)
        {
        }
    }
}

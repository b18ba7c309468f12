using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.Isolation;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Steps.Isolation;

/// <summary>An isolated step whose process is a shell script. Disposing checks that nothing of it runs.</summary>
internal sealed class ChildBench : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StepClaim Claim { get; } = new($"run-{Guid.NewGuid():N}", "train", 7);

    public AwaitedLog Log { get; } = new();

    public CollectedProgress Progress { get; } = new();

    public string Home => _folder.File("home");

    public string Work => _folder.File("work");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<StepResult> RunAsync(string script, long? memoryLimit = null) => RunAsync(new IsolatedStep(), script, memoryLimit, Log, Cancellation);

    public Task<StepResult> RunUntilAsync(string script, CancellationToken stop) => RunAsync(new IsolatedStep(), script, null, Log, stop);

    public async Task<StepResult> RunAsync(IStep step, string script, long? memoryLimit, IStepLog log, CancellationToken stop)
    {
        Directory.CreateDirectory(Work);
        var options = new JobsOptions { HomePath = Home, ArtifactsAddress = "/mnt/share", ExecStepCommand = ["sh", "-c", script] };
        var context = new StepContext(
            Claim,
            SampleDefinitions.Of("train") with { Steps = [new("train", []) { MemoryLimit = memoryLimit }] },
            new Dictionary<string, StepOutputs>(StringComparer.Ordinal) { ["split"] = TestRuns.OutputsOf("split") },
            new DirectoryArtifactStore(_folder.File("artifacts")),
            new Lazy<string>(Work),
            Progress,
            log)
        {
            Attempt = 2,
        };
        var executor = new ChildStepExecutor(options, TimeProvider.System) { Grace = TimeSpan.FromMilliseconds(200) };
        return await executor.RunAsync(step, await step.PrepareAsync(context, Cancellation), context, stop);
    }

    public Task<StepException> FailAsync(string script, long? memoryLimit = null) => Assert.ThrowsAsync<StepException>(() => RunAsync(script, memoryLimit));

    public void Dispose()
    {
        _folder.Dispose();
        IReadOnlyList<RunningProcess> left = MarkedProcesses.OfStep(Claim.Mark);
        foreach (RunningProcess process in left) process.Identity.Kill();
        Assert.Empty(left);
    }
}

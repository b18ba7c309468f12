using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.Isolation;
using Workflow.Jobs.Tests.Workers;
using Workflow.Testing.Files;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Tests.Steps.Isolation;

public sealed class ChildStepExecutorTests : IDisposable
{
    internal const string Done = """echo '{"reply":"Result","outputs":{"artifacts":{"model":"abc"},"values":{"score":"0.5"}},"message":"done"}'""";

    private readonly ChildBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task RunAsync_Replies_AreProgressLogAndResult()
    {
        const string Script = """
            echo '{"reply":"Progress","progress":{"done":1,"total":2,"message":"trials","metrics":{"loss":0.5}}}'; echo '{"reply":"Log","line":"a line"}'
            echo printed by native code; echo '{"other":1}'; echo on error >&2
            """;
        StepResult result = await _bench.RunAsync($"{Script}\n{Done}");
        Assert.Equal(("abc", "0.5", "done", null), (result.Outputs.Artifacts["model"], result.Outputs.Values["score"], result.Message, result.Failure));
        Assert.Equal("""{"done":1,"total":2,"message":"trials","metrics":{"loss":0.5}}""", JobsJson.WriteWire(Assert.Single(_bench.Progress.Reports)));
        Assert.Equal(["a line", "on error", "printed by native code", """{"other":1}"""], _bench.Log.Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RunAsync_Request_SaysAllThatAStepNeedsAndNoSecret()
    {
        Environment.SetEnvironmentVariable("WORKFLOW_DATABASE_OF_TESTS", "secret");
        await _bench.RunAsync($"read -r request; printf '%s\\n' \"$request\" > request; env > environment; {Done}");
        JsonNode request = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_bench.Work, "request"), Cancellation))!;
        Assert.Equal(CodeVersion.Steps, request["codeVersion"]!.GetValue<string>());
        Assert.Equal(
            (_bench.Claim.RunId, "train", 7, 2),
            (request["claim"]!["runId"]!.GetValue<string>(), request["claim"]!["step"]!.GetValue<string>(), request["claim"]!["fence"]!.GetValue<int>(), request["attempt"]!.GetValue<int>()));
        Assert.Equal(
            (_bench.Home, "/mnt/share", _bench.Work),
            (request["homePath"]!.GetValue<string>(), request["artifactsAddress"]!.GetValue<string>(), request["workDirectory"]!.GetValue<string>()));
        Assert.Equal("sample", request["definition"]!["name"]!.GetValue<string>());
        Assert.Equal("split", request["earlier"]!["split"]!["values"]!["step"]!.GetValue<string>());
        string environment = await File.ReadAllTextAsync(Path.Combine(_bench.Work, "environment"), Cancellation);
        Assert.DoesNotContain("WORKFLOW_DATABASE", environment, StringComparison.Ordinal);
        Assert.Contains($"WORKFLOW_STEP={_bench.Claim.Mark}\n", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Failures_AreWhatTheStepThrew()
    {
        var expected = await Assert.ThrowsAsync<WorkflowException>(() => _bench.RunAsync(Failing("""{"code":"recipe-failed","message":"no such column","isRetryable":true}""")));
        Assert.Equal(("recipe-failed", "no such column", true), (expected.Code, expected.Message, expected.IsRetryable));
        var disk = await Assert.ThrowsAsync<IOException>(() => _bench.RunAsync(Failing("""{"code":"input-output","message":"No space left on device","isRetryable":false,"hResult":28}""")));
        Assert.Equal((28, "No space left on device"), (disk.HResult, disk.Message));
        var defect = await Assert.ThrowsAnyAsync<Exception>(() => _bench.RunAsync(Failing("""{"code":"defect","message":"InvalidOperationException: no elements","isRetryable":false,"trace":"at Sample.Line()"}""")));
        Assert.Equal("InvalidOperationException: no elements", defect.Message);
        Assert.Contains("at Sample.Line()", defect.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FailureWithEvidence_KeepsIt()
    {
        StepResult result = await _bench.RunAsync(
            """echo '{"reply":"Result","outputs":{"artifacts":{"report":"abc"},"values":{}},"failure":{"code":"guard-failed","message":"leaks","isRetryable":false}}'""");
        Assert.Equal(("abc", "leaks", "guard-failed"), (result.Outputs.Artifacts["report"], result.Failure?.Message, result.Failure?.Code));
    }

    [Theory]
    [InlineData("kill -SEGV $$", "the process of step train crashed (SIGSEGV)")]
    [InlineData("kill -ABRT $$", "the process of step train crashed (SIGABRT)")]
    [InlineData("kill -KILL $$", "the process of step train was killed by SIGKILL, most likely because the machine ran out of memory")]
    [InlineData("exit 3", "the process of step train ended with exit code 3")]
    [InlineData("echo why >&2; exit 3", "the process of step train ended with exit code 3:\nwhy")]
    [InlineData("exit 0", "the process of step train ended without a result")]
    public async Task RunAsync_ProcessThatDies_IsAFailedAttemptThatIsTriedAgain(string script, string problem)
    {
        StepException failed = await _bench.FailAsync($$"""echo '{"reply":"Log","line":"begun"}'; {{script}}""");
        Assert.Equal((problem, true), (failed.Message, failed.IsRetryable));
        Assert.Contains("begun", _bench.Log.Lines);
    }

    // Native libraries may crash while they are unloaded.
    [Fact]
    public async Task RunAsync_CrashBehindTheResult_ChangesNothing() => Assert.Equal("done", (await _bench.RunAsync($"{Done}; kill -SEGV $$")).Message);

    [Theory]
    [InlineData("""{"reply":"Result"}""")]
    [InlineData("""{"reply":"Result","outputs":{"artifacts":{"model":5},"values":{}}}""")]
    [InlineData("""{"reply":"Result","outputs":{"artifacts":{"model":null},"values":{}}}""")]
    [InlineData("""{"reply":"Result","outputs":{}}""")]
    [InlineData("""{"reply":"Progress"}""")]
    [InlineData("""{"reply":"Dance"}""")]
    [InlineData("""{"reply":""")]
    public async Task RunAsync_RepliesOfAnotherType_StopIt(string reply)
    {
        StepException failed = await _bench.FailAsync($"echo '{reply}'; exec sleep 1000");
        Assert.Equal($"the process of step train said what nobody understands: {reply}", failed.Message);
        Assert.False(failed.IsRetryable);
    }

    [Fact]
    public async Task RunAsync_MoreMemoryThanTheLimit_IsNotTriedAgain()
    {
        var failed = await Assert.ThrowsAsync<ChildProcessException>(() => _bench.RunAsync("head -c 300000000 /dev/zero | tail | sleep 1000", memoryLimit: 100_000_000));
        Assert.Matches("^the process of step train was stopped: it used [0-9.]+ MB of memory; the limit is 100.0 MB$", failed.Message);
        Assert.False(failed.IsRetryable);
    }

    [Fact]
    public async Task RunAsync_CancelledProcessThatIgnoresIt_IsGoneWithAllThatItStarted()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task running = _bench.RunUntilAsync("trap '' TERM; setsid -f sh -c 'trap \"\" TERM; while :; do sleep 1000; done'; echo ready; while :; do sleep 1000; done", stop.Token);
        await _bench.Log.WhenLineAsync("ready");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(MarkedProcesses.OfStep(_bench.Claim.Mark));
    }

    [Fact]
    public async Task RunAsync_DaemonsBehindTheResult_AreStopped()
    {
        await _bench.RunAsync($"setsid -f sleep 1000; {Done}");
        Assert.Empty(MarkedProcesses.OfStep(_bench.Claim.Mark));
    }

    [Fact]
    public async Task RunAsync_OtherSteps_RunInThisProcess()
    {
        StepResult result = await _bench.RunAsync(new FakeStep("train"), "exit 3", null, _bench.Log, Cancellation);
        Assert.Equal("train", result.Outputs.Values["value"]);
    }

    [Fact]
    public async Task IsolatedSteps_AreAllThatSayTheyAre()
    {
        using var folder = new TemporaryFolder();
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = folder.Path }).BuildServiceProvider();
        Assert.Equal(
            services.GetServices<IStep>().Where(step => step.IsIsolated).Select(step => step.GetType()), IsolatedSteps.All.Select(step => step.GetType()));
        Assert.Equal(["guard", "train"], IsolatedSteps.All.Select(step => step.Name));
    }

    private static string Failing(string failure) => $$"""echo '{"reply":"Result","failure":{{failure}}}'""";
}

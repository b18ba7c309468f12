using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;

namespace Workflow.Jobs.Tests.Steps.Programs;

public sealed class ProgramStopTests : IDisposable
{
    private const string Stubborn = "trap '' TERM; setsid -f sh -c 'trap \"\" TERM; while :; do sleep 1000; done'; (setsid -f sleep 1000 &); echo ready; while :; do sleep 1000; done";

    private readonly ProgramBench _bench = new() { Claim = new StepClaim($"run-{Guid.NewGuid():N}", "fit", 2) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task RunAsync_CancelledProgramThatIgnoresIt_IsGoneWithAllThatItStarted()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        PreparedStep prepared = await _bench.PrepareAsync(_bench.Shell(Stubborn), grace: TimeSpan.FromMilliseconds(100));
        Task running = prepared.RunAsync(stop.Token);
        await _bench.Log.WhenLineAsync("ready");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(MarkedProcesses.OfStep(_bench.Claim.Mark));
    }

    [Fact]
    public async Task RunAsync_DaemonsOfAProgramThatEndsWell_AreStopped()
    {
        await _bench.RunAsync(_bench.Shell("setsid -f sleep 1000; echo done"));
        Assert.Empty(MarkedProcesses.OfStep(_bench.Claim.Mark));
        Assert.Contains(_bench.Log.Lines, line => line.StartsWith("sh left processes running; they were stopped: sleep", StringComparison.Ordinal));
    }

    // It sees what the program saw and left.
    [Fact]
    public async Task CleanUpAsync_AfterAFailure_RunsTheUsersProgramInTheSameFolders()
    {
        ProgramDefinition program = _bench.Shell("echo half > $WORKFLOW_WORK/table; exit 1") with
        {
            CleanUp = ["sh", "-c", "echo dropping $NAME of $WORKFLOW_STEP_NAME: $(cat $WORKFLOW_WORK/table)"],
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["NAME"] = "table" },
        };
        PreparedStep prepared = await _bench.PrepareAsync(program);
        await Assert.ThrowsAsync<StepException>(() => prepared.RunAsync(Cancellation));
        await prepared.CleanUpAsync!(Cancellation);
        Assert.Contains("dropping table of fit: half", _bench.Log.Lines);
    }

    [Fact]
    public async Task CleanUpAsync_ThatFails_SaysSo()
    {
        PreparedStep prepared = await _bench.PrepareAsync(_bench.Shell("true") with { CleanUp = ["sh", "-c", "echo cannot >&2; exit 4"] });
        var failed = await Assert.ThrowsAsync<ChildProcessException>(() => prepared.CleanUpAsync!(Cancellation));
        Assert.Equal("sh -c echo cannot >&2; exit 4 ended with exit code 4:\ncannot", failed.Message);
    }

    [Fact]
    public async Task CleanUpAsync_Containers_OfTheStepAreRemovedAndNoOthers()
    {
        const string Label = "workflow.step";
        _bench.Engine.Add("0123456789abcdef", Label, _bench.Claim.Mark);
        _bench.Engine.Add("other-step", Label, $"{_bench.Claim.RunId}/fit-more/1");
        _bench.Engine.Add("other-run", Label, "run/fit/1");
        _bench.Engine.Add("endpoint", "workflow.endpoint", _bench.Claim.Mark);
        PreparedStep prepared = await _bench.PrepareAsync(_bench.Shell("true"));
        await prepared.CleanUpAsync!(Cancellation);
        Assert.Equal(["endpoint", "other-run", "other-step"], _bench.Engine.Containers.Order(StringComparer.Ordinal));
        Assert.Equal(["removed the container 0123456789ab, which the step had left"], _bench.Log.Lines);
    }

    // The worker of the first attempt was killed.
    [Fact]
    public async Task RunAsync_ContainersOfAnEarlierAttempt_AreRemovedFirst()
    {
        _bench.Engine.Add("earlier", "workflow.step", $"{_bench.Claim.RunId}/fit/1");
        await _bench.RunAsync(_bench.Shell("echo begins"));
        Assert.Equal(["removed the container earlier, which the step had left", "begins"], _bench.Log.Lines);
    }

    // This one was slow, lost the step, and another worker has it.
    [Fact]
    public async Task CleanUpAsync_ContainersOfALaterAttempt_AreLeftAlone()
    {
        _bench.Engine.Add("own", "workflow.step", _bench.Claim.Mark);
        _bench.Engine.Add("later", "workflow.step", $"{_bench.Claim.RunId}/fit/3");
        _bench.Engine.Add("nonsense", "workflow.step", $"{_bench.Claim.RunId}/fit/");
        PreparedStep prepared = await _bench.PrepareAsync(_bench.Shell("true"));
        await prepared.CleanUpAsync!(Cancellation);
        Assert.Equal(["later", "nonsense"], _bench.Engine.Containers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task CleanUpAsync_EngineThatRefuses_DoesNotKeepTheUsersProgramFromRunning()
    {
        _bench.Engine.Add("c", "workflow.step", _bench.Claim.Mark);
        _bench.Engine.Refuses = true;
        PreparedStep prepared = await _bench.PrepareAsync(_bench.Shell("true") with { CleanUp = ["echo", "cleaned"] });
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => prepared.CleanUpAsync!(Cancellation));
        Assert.Contains("device is busy", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["cleaned"], _bench.Log.Lines);
    }

    [Fact]
    public async Task CleanUpAsync_NoEngine_IsNoError()
    {
        _bench.Engine.IsThere = false;
        PreparedStep prepared = await _bench.PrepareAsync(_bench.Shell("true"));
        await prepared.CleanUpAsync!(Cancellation);
        Assert.Empty(_bench.Log.Lines);
    }
}

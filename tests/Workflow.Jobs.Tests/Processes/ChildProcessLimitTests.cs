using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Tests.Processes;

public sealed class ChildProcessLimitTests : IDisposable
{
    private const long Megabyte = 1_000_000;
    private readonly TestPrograms _programs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task RunAsync_MoreMemoryThanTheLimit_IsStoppedAndToldHowMuch()
    {
        ChildProgram program = _programs.Shell(Using(300)) with { MemoryLimit = 100 * Megabyte };
        var failed = await Assert.ThrowsAsync<ChildProcessException>(() => ChildProcess.RunAsync(program, Cancellation));
        Assert.Matches(@" was stopped: it used [0-9]+\.[0-9] MB of memory; the limit is 100\.0 MB$", failed.Message);
        Assert.False(failed.IsRetryable);
        Assert.Empty(MarkedProcesses.OfStep(_programs.Step));
    }

    // None of them is above it; one is a daemon.
    [Fact]
    public async Task RunAsync_MoreMemoryThanTheLimitTogether_IsStopped()
    {
        ChildProgram program = _programs.Shell($"{Using(60)} & {Using(60)} & setsid -f sh -c '{Using(60)}'; wait") with { MemoryLimit = 100 * Megabyte };
        var failed = await Assert.ThrowsAsync<ChildProcessException>(() => ChildProcess.RunAsync(program, Cancellation));
        Assert.Contains("; the limit is 100.0 MB", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measure_MemoryThatProcessesShare_CountsOnce()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        const string Script = "mkfifo wait; x=$(head -c 30000000 /dev/zero | tr '\\0' x); for i in 1 2 3 4 5; do (read never < wait) & done; echo ready; wait";
        Task running = ChildProcess.RunAsync(_programs.Shell(Script), stop.Token);
        await _programs.WhenLineAsync("ready");
        ProcessGroup group = ProcessGroup.OfStep(_programs.Step);
        long used = new MemoryWatch(group, 1, TimeProvider.System).Measure();
        long sum = new MemoryWatch(group, long.MaxValue, TimeProvider.System).Measure();
        Assert.InRange(used, 30 * Megabyte, 150 * Megabyte);
        Assert.True(sum > used, $"{sum} > {used}");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task RunAsync_LinesThatAreTooLong_AreCutAndSoSaid()
    {
        await ChildProcess.RunAsync(_programs.Shell("head -c 70000 /dev/zero | tr '\\0' x; echo; echo short"), Cancellation);
        Assert.Equal([new string('x', LineReader.MaximumBytes) + LineReader.CutNote(LineReader.MaximumBytes), "short"], _programs.Lines.Select(line => line.Text));
    }

    [Fact]
    public async Task RunAsync_MoreOutputThanIsWanted_Fails()
    {
        ChildProgram program = _programs.Shell("printf 1234567") with { OutputLimit = 8 };
        Assert.Equal("1234567", (await ChildProcess.RunAsync(program, Cancellation)).Output);
        var failed = await Assert.ThrowsAsync<ChildProcessException>(() => ChildProcess.RunAsync(_programs.Shell("seq 1 9") with { OutputLimit = 8 }, Cancellation));
        Assert.Equal("sh -c seq 1 9 sh wrote more than 8 bytes to its standard output", failed.Message);
    }

    // tail keeps all that may be the last line; the next one does not take it.
    private static string Using(int megabytes) => $"head -c {megabytes}000000 /dev/zero | tail | sleep 1000";
}

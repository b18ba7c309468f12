using Workflow.Jobs.Processes;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Processes;

public sealed class ChildProcessStopTests : IDisposable
{
    private readonly TestPrograms _programs = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stop.Dispose();
        _programs.Dispose();
    }

    [Theory]
    [InlineData("sh -c 'echo daemon $$; exec sleep 1000' & wait")]
    [InlineData("(setsid sh -c 'echo daemon $$; exec sleep 1000' &); exec sleep 1000")]
    [InlineData("setsid -f sh -c 'echo daemon $$; exec sleep 1000'; exec sleep 1000")]
    [InlineData("mkfifo wait; (env -i sh -c 'echo daemon $$; read never < wait' &); exec sleep 1000")]
    [InlineData("mkfifo wait; setsid env -i sh -c 'echo daemon $$; read never < wait' & wait")]
    public async Task RunAsync_Cancelled_IsOverWhenAllItStartedIsGone(string script)
    {
        Task running = ChildProcess.RunAsync(_programs.Shell(script), _stop.Token);
        ProcessIdentity daemon = await _programs.WhenProcessAsync("daemon ");
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(daemon.IsAlive());
    }

    [Fact]
    public async Task RunAsync_Cancelled_LetsTheProgramEndByItself()
    {
        Task running = ChildProcess.RunAsync(_programs.Shell("trap 'echo bye; exit' TERM; echo ready; sleep 1000 & wait"), _stop.Token);
        await _programs.WhenLineAsync("ready");
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Contains((LineOrigin.Output, "bye"), _programs.Lines);
    }

    [Fact]
    public async Task RunAsync_CancelledProgramThatDoesNotEnd_IsKilledAfterItsGrace()
    {
        var time = new ManualTimeProvider();
        ChildProgram program = _programs.Shell("trap 'echo asked' TERM; echo ready; echo self $$; while :; do sleep 1000 & wait; done") with
        {
            Time = time,
            Grace = TimeSpan.FromMinutes(1),
        };
        Task running = ChildProcess.RunAsync(program, _stop.Token);
        ProcessIdentity process = await _programs.WhenProcessAsync("self ");
        await _stop.CancelAsync();
        await _programs.WhenLineAsync("asked");
        Assert.True(process.IsAlive());
        Assert.False(running.IsCompleted);
        time.Advance(program.Grace);
        await DriveAsync(running, time, ProcessGroupStop.PollInterval);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(process.IsAlive());
    }

    // Each starts the next one and ends: who looks at one after the other never finds it.
    [Fact]
    public async Task RunAsync_CancelledProgramThatRunsAway_IsCaught()
    {
        await File.WriteAllTextAsync(_programs.Folder.File("hop"), "[ $1 = 20 ] && echo far\n[ $1 = 30000 ] && touch escaped && exit\nsetsid sh hop $(($1 + 1)) &\n", Cancellation);
        ChildProgram program = _programs.Shell("trap '' TERM; for i in 1 2 3; do sh hop 1 & done; wait; exec sleep 1000") with { Grace = TimeSpan.FromMilliseconds(50) };
        Task running = ChildProcess.RunAsync(program, _stop.Token);
        await _programs.WhenLineAsync("far");
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(MarkedProcesses.OfStep(_programs.Step));
        Assert.False(File.Exists(_programs.Folder.File("escaped")));
    }

    // The daemon holds the pipe of the program's output.
    [Fact]
    public async Task RunAsync_DaemonsLeftRunning_AreStoppedAndNamed()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(_programs.Shell("setsid -f sleep 1000; echo done") with { OutputLimit = 100 }, Cancellation);
        Assert.Equal("done", result.Output);
        RunningProcess left = Assert.Single(result.LeftBehind);
        Assert.Equal("sleep", left.Name);
        Assert.Contains((LineOrigin.Note, $"sh left processes running; they were stopped: {left}"), _programs.Lines);
    }

    // It wiped its environment, left its session and lost its parent before anybody looked.
    [Fact]
    public async Task RunAsync_AnUnknownProcessHoldsTheOutput_DoesNotWaitForIt()
    {
        var time = new ManualTimeProvider();
        using var started = new Fifo(_programs.Folder.File("started"));
        using var end = new Fifo(_programs.Folder.File("end"));
        ChildProgram program = _programs.Shell("setsid -f env -i sh -c 'echo > started; read line < end'; read line < started") with { Time = time };
        Task<ChildProcessResult> running = ChildProcess.RunAsync(program, Cancellation);
        await DriveAsync(running, time, ChildRun.DrainTime);
        await running;
        Assert.Contains(_programs.Lines, line => line.From == LineOrigin.Note && line.Text.Contains("holds its output open", StringComparison.Ordinal));
        await end.WriteAsync();
    }

    // Two programs of one step at the same time: the end of one is not that of the other.
    [Fact]
    public async Task RunAsync_AnotherProgramOfTheStepEnds_GoesOn()
    {
        Task running = ChildProcess.RunAsync(_programs.Shell("echo self $$; exec sleep 1000"), _stop.Token);
        ProcessIdentity process = await _programs.WhenProcessAsync("self ");
        await ChildProcess.RunAsync(_programs.Shell("true"), Cancellation);
        Assert.True(process.IsAlive());
        Assert.Equal(process, Assert.Single(MarkedProcesses.OfStep(_programs.Step)).Identity);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    // Moves the clock whenever the program's end waits for it.
    private static async Task DriveAsync(Task running, ManualTimeProvider time, TimeSpan wait)
    {
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, time.WhenTimerAsync(wait));
            time.Advance(wait);
        }
    }
}

using System.Diagnostics;
using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Tests.Processes;

public sealed class MarkedProcessesTests : IDisposable
{
    // A worker: it marks two programs as its own, one of which starts another as a program of its own, and goes on.
    private const string Worker = """
        mark() { set -- $(cat /proc/$$/stat); export WORKFLOW_OWNER=$$-${22} WORKFLOW_PROGRAM=${WORKFLOW_PROGRAM:+$WORKFLOW_PROGRAM/}$$-${22}.1; }
        mark
        setsid -f sh -c 'echo $$; exec sleep 1000'
        setsid -f sh -c 'set -- $(cat /proc/$$/stat); export WORKFLOW_OWNER=$$-${22} WORKFLOW_PROGRAM=$WORKFLOW_PROGRAM/$$-${22}.1; setsid -f sh -c "echo \$\$; exec sleep 1000"; echo $$; read never < wait'
        read end
        """;

    private readonly TestPrograms _programs = new();
    private readonly MarkedProcesses _processes = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task StopOrphansAsync_OwnerThatWasKilled_EndsWhatItStartedAndNothingElse()
    {
        using var wait = new Fifo(_programs.Folder.File("wait"));
        using Process dead = StartWorker();
        using Process alive = StartWorker();
        IReadOnlyList<ProcessIdentity> orphans = await ReadAsync(dead);
        IReadOnlyList<ProcessIdentity> others = await ReadAsync(alive);
        dead.Kill();
        await dead.WaitForExitAsync(Cancellation);

        // A worker of another test may be about to do the same: what counts is that they are gone.
        await _processes.StopOrphansAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.DoesNotContain(orphans, process => process.IsAlive());
        Assert.All(others, process => Assert.True(process.IsAlive()));
        Assert.True(others.ToHashSet().SetEquals(MarkedProcesses.OfStep(_programs.Step).Select(process => process.Identity)));

        alive.Kill();
        await alive.WaitForExitAsync(Cancellation);
        await _processes.StopOrphansAsync(TimeSpan.Zero, Cancellation);
        Assert.DoesNotContain(others, process => process.IsAlive());
    }

    [Fact]
    public async Task StopAsync_AStep_EndsItsProcessesAndThoseOfNoOther()
    {
        using var other = new TestPrograms();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task first = ChildProcess.RunAsync(_programs.Shell("setsid -f sleep 1000; echo self $$; exec sleep 1000"), Cancellation);
        Task second = ChildProcess.RunAsync(other.Shell("echo self $$; exec sleep 1000"), stop.Token);
        await _programs.WhenLineAsync("self ");
        ProcessIdentity spared = await other.WhenProcessAsync("self ");

        StopResult result = await _processes.StopAsync(_programs.Step, TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal((2, 0), (result.Stopped.Count, result.Remaining.Count));
        Assert.Empty(MarkedProcesses.OfStep(_programs.Step));
        Assert.Contains("SIGTERM", (await Assert.ThrowsAsync<ChildProcessException>(() => first)).Message, StringComparison.Ordinal);
        Assert.True(spared.IsAlive());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    // Whoever waits for the end is told to hurry.
    [Fact]
    public async Task StopAsync_Cancelled_CutsTheGraceShort()
    {
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task running = ChildProcess.RunAsync(_programs.Shell("trap 'echo asked' TERM; echo ready; while :; do sleep 1000 & wait; done"), Cancellation);
        await _programs.WhenLineAsync("ready");
        Task<StopResult> stopping = _processes.StopAsync(_programs.Step, TimeSpan.FromDays(1), hurry.Token);
        await _programs.WhenLineAsync("asked");
        await hurry.CancelAsync();
        Assert.Empty((await stopping).Remaining);
        Assert.Contains("SIGKILL", (await Assert.ThrowsAsync<ChildProcessException>(() => running)).Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<ProcessIdentity>> ReadAsync(Process worker)
    {
        var started = new List<ProcessIdentity>();
        for (int i = 0; i < 3; i++)
        {
            string? line = await worker.StandardOutput.ReadLineAsync(Cancellation);
            ProcessIdentity? process = ProcessIdentity.Of(int.Parse(line!, System.Globalization.CultureInfo.InvariantCulture));
            Assert.NotNull(process);
            started.Add(process);
        }

        return started;
    }

    private Process StartWorker()
    {
        var info = new ProcessStartInfo("sh", ["-c", Worker])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _programs.Folder.Path,
        };
        info.Environment["WORKFLOW_STEP"] = _programs.Step;
        return Process.Start(info)!;
    }
}

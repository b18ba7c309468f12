using System.Diagnostics;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Tests.Processes;
using Workflow.Jobs.Workers;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Workers;

public sealed class OrphanWatchTests : IDisposable
{
    // A worker that marks a program as its own.
    private const string Worker = """
        set -- $(cat /proc/$$/stat); export WORKFLOW_OWNER=$$-${22} WORKFLOW_PROGRAM=$$-${22}.1
        setsid -f sh -c 'echo $$; exec sleep 1000'
        read end
        """;

    private readonly TestPrograms _programs = new();
    private readonly RecordedLog<RunWorker> _log = new();
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task Look_WorkerThatWasKilled_StopsWhatItStartedAtOnceAndThenEveryHalfMinute()
    {
        var watch = new OrphanWatch(new MarkedProcesses(TimeProvider.System), _clock, _log);
        ProcessIdentity first = await KillWorkerAsync();
        watch.Look(Cancellation);
        await watch.EndAsync();
        Assert.False(first.IsAlive());

        ProcessIdentity second = await KillWorkerAsync();
        _clock.Advance(TimeSpan.FromSeconds(29));
        watch.Look(Cancellation);
        await watch.EndAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));
        watch.Look(Cancellation);
        await watch.EndAsync();
        Assert.False(second.IsAlive());
        Assert.All(_log.Records, line => Assert.StartsWith("Processes that a worker had left behind were stopped: ", line.Message, StringComparison.Ordinal));
    }

    private async Task<ProcessIdentity> KillWorkerAsync()
    {
        var info = new ProcessStartInfo("sh", ["-c", Worker]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        info.Environment["WORKFLOW_STEP"] = _programs.Step;
        using Process worker = Process.Start(info)!;
        string? line = await worker.StandardOutput.ReadLineAsync(Cancellation);
        ProcessIdentity? started = ProcessIdentity.Of(int.Parse(line!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.NotNull(started);
        worker.Kill();
        await worker.WaitForExitAsync(Cancellation);
        return started;
    }
}

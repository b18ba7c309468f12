using System.Diagnostics;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.Programs;
using Workflow.Jobs.Tests.Processes;
using Workflow.Jobs.Tests.Steps.Programs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Workers;

namespace Workflow.Jobs.Tests.Workers;

public sealed class OrphanWatchTests(PostgresServer postgres) : IAsyncLifetime
{
    // A worker that marks a program as its own.
    private const string Worker = """
        set -- $(cat /proc/$$/stat); export WORKFLOW_OWNER=$$-${22} WORKFLOW_PROGRAM=$$-${22}.1
        setsid -f sh -c 'echo $$; exec sleep 1000'
        read end
        """;

    private readonly TestPrograms _programs = new();
    private readonly StandInEngine _engine = new();
    private readonly RecordedLog<OrphanWatch> _log = new();
    private TestRuns? _runs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TestRuns Runs => _runs!;

    public async ValueTask InitializeAsync() => _runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);

    public async ValueTask DisposeAsync()
    {
        _programs.Dispose();
        _engine.Dispose();
        await Runs.DisposeAsync();
    }

    [Fact]
    public async Task Look_WorkerThatWasKilled_StopsWhatItStartedAtOnceAndThenEveryHalfMinute()
    {
        OrphanWatch watch = CreateWatch();
        ProcessIdentity first = await KillWorkerAsync();
        watch.Look(Cancellation);
        await watch.EndAsync();
        Assert.False(first.IsAlive());

        ProcessIdentity second = await KillWorkerAsync();
        Runs.Clock.Advance(TimeSpan.FromSeconds(29));
        watch.Look(Cancellation);
        await watch.EndAsync();
        Runs.Clock.Advance(TimeSpan.FromSeconds(2));
        watch.Look(Cancellation);
        await watch.EndAsync();
        Assert.False(second.IsAlive());
        Assert.All(_log.Records, line => Assert.StartsWith("Processes that a worker had left behind were stopped: ", line.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Look_ContainersOfAttemptsThatAreOver_AreRemovedAtOnceThenEveryFiveMinutesAndWhenStepsWereAbandoned()
    {
        OrphanWatch watch = CreateWatch();
        await StartAndSucceedAsync("first");
        await LookAsync(watch);
        Assert.Empty(_engine.Containers);

        await StartAndSucceedAsync("second");
        Runs.Clock.Advance(TimeSpan.FromMinutes(4));
        await LookAsync(watch);
        Assert.Equal(["second"], _engine.Containers);
        Runs.Clock.Advance(TimeSpan.FromMinutes(1));
        await LookAsync(watch);
        Assert.Empty(_engine.Containers);

        await StartAndSucceedAsync("third");
        watch.NoticeAbandoned();
        await LookAsync(watch);
        Assert.Empty(_engine.Containers);
        Assert.Equal(3, _log.Records.Count(line => line.Message.StartsWith("Containers that a worker had left behind were removed: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Look_EngineThatRefuses_SaysSoAndTriesAgain()
    {
        OrphanWatch watch = CreateWatch();
        await StartAndSucceedAsync("kept");
        _engine.Refuses = true;
        await LookAsync(watch);
        Assert.Contains("device is busy", Assert.Single(_log.Records, line => line.Exception is not null).Exception!.Message, StringComparison.Ordinal);

        _engine.Refuses = false;
        Runs.Clock.Advance(TimeSpan.FromMinutes(5));
        await LookAsync(watch);
        Assert.Empty(_engine.Containers);
    }

    [Fact]
    public async Task Look_EngineThatDoesNotAnswer_KeepsNobodyWaiting()
    {
        OrphanWatch watch = CreateWatch();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _engine.IsStuck = true;
        watch.Look(stop.Token);
        await stop.CancelAsync();
        await watch.EndAsync();
        Assert.Empty(_log.Records);
    }

    private OrphanWatch CreateWatch() => new(
        new MarkedProcesses(TimeProvider.System),
        new AbandonedContainers(new StepContainers(() => new DockerClient(_engine.CreateClient())), Runs.Store),
        Runs.Clock,
        _log);

    private static async Task LookAsync(OrphanWatch watch)
    {
        watch.Look(Cancellation);
        await watch.EndAsync();
    }

    private async Task StartAndSucceedAsync(string container)
    {
        await Runs.BeginAsync("a");
        StepClaim claim = await Runs.ClaimAsync();
        _engine.Add(container, StepContainers.Label, claim.Mark);
        Assert.True(await Runs.SucceedAsync(claim));
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

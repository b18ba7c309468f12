using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Storage;
using Workflow.Testing.Chaos;
using Workflow.Testing.Files;
using Workflow.Testing.Postgres;

namespace Workflow.EndToEnd.Tests;

/// <summary>Two servers carry out a schedule of every second; one of them is killed, and their database is restarted.</summary>
[Trait("Speed", "Slow")]
public sealed class TickChaosTests : IDisposable
{
    // What a server says when it answers.
    private const string Serving = "Workflow answers on";

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    // A killed server holds the step that it worked on for 30 seconds, and a request that it was about to begin for 60.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Servers_AndTheirDatabase_BreakWhileTicksCome_EveryTickHasOneRequestAndOneRun()
    {
        await using PostgresCluster cluster = await PostgresCluster.StartAsync(Cancel);
        string address = await cluster.CreateDatabaseAsync(Cancel);
        await using var database = new PostgresDatabase(address);
        await new Migrator(database, TimeProvider.System).MigrateAsync(Cancel);
        ScheduleRecord schedule = await ScheduleAsync(database);
        DateTimeOffset[] ticks = [.. schedule.Times().Between(DateTimeOffset.UnixEpoch, schedule.Definition.End!.Value)];
        Assert.Equal(Window.TotalSeconds + 1, ticks.Length);

        Directory.CreateDirectory(_folder.File("artifacts"));
        var requests = new RequestStore(database, TimeProvider.System, new RunSignal());
        using ChaosProcess first = StartServer(address, 1);
        using ChaosProcess second = StartServer(address, 2);
        await WaitAsync(() => Task.FromResult(HasStarted(first) && HasStarted(second)));
        await WaitForRunsAsync(requests, schedule, 4);
        await first.KillAsync(Cancel);
        first.Restart();
        await WaitForRunsAsync(requests, schedule, 8);
        await cluster.StopServerAsync("immediate", Cancel);
        await cluster.StartServerAsync(Cancel);
        await WaitAsync(async () =>
        {
            // As a service manager does, where one of them gave up on the database.
            first.Restart();
            second.Restart();
            return await CountBegunAsync(requests, schedule) == ticks.Length;
        });

        IReadOnlyList<RequestRecord> asked = [.. (await ListAsync(requests, schedule)).OrderBy(request => request.LogicalAt)];
        IReadOnlyList<RunRecord> runs = [.. (await new RunStore(database).ListAsync(new RunFilter(), 1_000, null, Cancel)).OrderBy(run => run.LogicalAt)];
        Assert.Equal(ticks, asked.Select(request => request.LogicalAt!.Value));
        Assert.Equal(ticks, runs.Select(run => run.LogicalAt!.Value));
        Assert.Equal(asked.Select(request => request.RunId), runs.Select(run => run.Id));
        IReadOnlyList<ScheduleEvent> events = await new ScheduleStore(database, TimeProvider.System, new RunSignal()).EventsAsync(schedule.Id, 100, Cancel);
        Assert.Equal("created", Assert.Single(events).Kind);
    }

    public void Dispose() => _folder.Dispose();

    // Its first tick comes soon: those that come before the servers are there are missed, and made up for.
    private async Task<ScheduleRecord> ScheduleAsync(IDatabase database)
    {
        DateTimeOffset start = TimeProvider.System.GetUtcNow().AddSeconds(5);
        await File.WriteAllTextAsync(
            _folder.File("pipelines.yaml"),
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                pipelines:
                  ticks:
                    steps:
                      work: {run: ["true"]}
                    schedules:
                      every-second: {cron: "* * * * * *", misfire: all, start: "{{start:yyyy-MM-ddTHH:mm:ss}}Z", end: "{{start + Window:yyyy-MM-ddTHH:mm:ss}}Z"}
                """),
            Cancel);
        var signal = new RunSignal();
        var reconciler = new ScheduleReconciler(database, TimeProvider.System, signal, NullLogger<ScheduleReconciler>.Instance);
        Assert.True(await reconciler.ReconcileAsync(_folder.File("pipelines.yaml"), Cancel), reconciler.Problem);
        return (await new ScheduleStore(database, TimeProvider.System, signal).FindAsync("ticks", "every-second", Cancel))!;
    }

    private ChaosProcess StartServer(string address, int number) => new(
        ["up", "--port", "0", "--file", _folder.File("pipelines.yaml")],
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WORKFLOW_HOME"] = _folder.File(string.Create(CultureInfo.InvariantCulture, $"server-{number}")),
            ["WORKFLOW_DATABASE"] = address,
            ["WORKFLOW_ARTIFACTS"] = _folder.File("artifacts"),
        },
        _folder.File(string.Create(CultureInfo.InvariantCulture, $"server-{number}.log")),
        Serving);

    private static bool HasStarted(ChaosProcess server)
    {
        Assert.True(server.IsRunning, server.Output);
        return server.Output.Contains(Serving, StringComparison.Ordinal);
    }

    private static Task WaitForRunsAsync(RequestStore requests, ScheduleRecord schedule, int count) =>
        WaitAsync(async () => await CountBegunAsync(requests, schedule) >= count);

    private static async Task WaitAsync(Func<Task<bool>> isSoAsync)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!await isSoAsync())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "it takes too long");
            await Task.Delay(100, Cancel);
        }
    }

    private static async Task<int> CountBegunAsync(RequestStore requests, ScheduleRecord schedule) =>
        (await ListAsync(requests, schedule)).Count(request => request.State == RequestState.Begun);

    private static Task<IReadOnlyList<RequestRecord>> ListAsync(RequestStore requests, ScheduleRecord schedule) =>
        requests.ListAsync(new RequestFilter { CauseId = schedule.Id }, 1_000, null, Cancel);
}

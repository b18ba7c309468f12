using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Workers;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Workers;

public sealed class WorkerRegistryTests(PostgresServer postgres)
{
    private static readonly WorkerOptions Options = new() { Queues = ["train", "deploy"], Slots = 3 };
    private static readonly WorkerIdentity Mine = new("here", 12, "0.2.0", "aaaa");
    private static readonly WorkerIdentity Other = new("there", 34, "0.1.0", "bbbb");
    private static readonly WorkerIdentity Same = new("there", 56, "0.2.0", "aaaa");
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task RegisterAsync_Worker_IsListedUntilItEnds(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var registry = new WorkerRegistry(database.Database, _clock);
        DateTimeOffset began = _clock.GetUtcNow();
        WorkerPresence presence = await registry.RegisterAsync(Mine, Options, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await presence.BeatAsync(2, Cancellation);

        WorkerRecord listed = Assert.Single(await registry.ListAsync(Cancellation));
        Assert.Equal((Mine, 3, 2, WorkerState.Working), (listed.Identity, listed.Slots, listed.Running, listed.State));
        Assert.Equal(["train", "deploy"], listed.Queues);
        Assert.Equal((began, _clock.GetUtcNow()), (listed.StartedAt, listed.SeenAt));
        Assert.Equal("here-12", listed.Identity.Name);
        await presence.DrainAsync(1, Cancellation);
        Assert.Equal(WorkerState.Draining, Assert.Single(await registry.ListAsync(Cancellation)).State);
        await presence.EndAsync();
        Assert.Equal(WorkerState.Gone, Assert.Single(await registry.ListAsync(Cancellation)).State);
    }

    [Theory, OnEveryEngine]
    public async Task ListAsync_WorkerIsSilentForAMinute_ItCountsAsGone(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var registry = new WorkerRegistry(database.Database, _clock);
        await registry.RegisterAsync(Mine, Options, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(WorkerState.Working, Assert.Single(await registry.ListAsync(Cancellation)).State);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(WorkerState.Gone, Assert.Single(await registry.ListAsync(Cancellation)).State);
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task RegisterAsync_LiveWorkerHasOtherCode_IsRefusedInWords()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(DatabaseEngine.Postgres, postgres, Cancellation);
        var registry = new WorkerRegistry(database.Database, _clock);
        await registry.RegisterAsync(Other, Options, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(7));

        WorkerException refused = await Assert.ThrowsAsync<WorkerException>(() => registry.RegisterAsync(Mine, Options, Cancellation));

        Assert.Equal("worker-skew", refused.Code);
        foreach (string part in (string[])["there-34", "release 0.1.0 (code bbbb)", "last seen 7 s ago", "release 0.2.0 (code aaaa)", "Drain or stop the others first", "`workflow worker`"])
        {
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["there"], (await registry.ListAsync(Cancellation)).Select(worker => worker.Identity.Host));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task RegisterAsync_OtherCodeHasEndedOrIsSilent_IsLetIn()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(DatabaseEngine.Postgres, postgres, Cancellation);
        var registry = new WorkerRegistry(database.Database, _clock);
        await (await registry.RegisterAsync(Other, Options, Cancellation)).EndAsync();
        await registry.RegisterAsync(Mine, Options, Cancellation);
        await registry.RegisterAsync(Same, Options, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(60));
        await registry.RegisterAsync(Other, Options, Cancellation);
        Assert.Equal(4, (await registry.ListAsync(Cancellation)).Count);
    }

    [Fact]
    public async Task RegisterAsync_OnADatabaseOfOneProcess_RowsOfTheDeadDoNotCount()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, postgres, Cancellation);
        var registry = new WorkerRegistry(database.Database, _clock);
        await registry.RegisterAsync(Other, Options, Cancellation);
        await registry.RegisterAsync(Mine, Options, Cancellation);
        Assert.Equal([(12L, WorkerState.Working), (34L, WorkerState.Gone)], (await registry.ListAsync(Cancellation)).Select(w => (w.Identity.Pid, w.State)).Order());
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task RegisterAsync_ManyOfTwoReleasesAtOnce_OnlyOneReleaseGetsIn()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(DatabaseEngine.Postgres, postgres, Cancellation);
        var registry = new WorkerRegistry(database.Database, _clock);
        bool[] letIn = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            try
            {
                await registry.RegisterAsync(new WorkerIdentity("host", i, "0.2.0", i % 2 == 0 ? "even" : "odd"), Options, Cancellation);
                return true;
            }
            catch (WorkerException)
            {
                return false;
            }
        })));

        IReadOnlyList<WorkerRecord> workers = await registry.ListAsync(Cancellation);
        Assert.Single(workers.Select(worker => worker.Identity.Code).Distinct(StringComparer.Ordinal));
        Assert.Equal(6, workers.Count);
        Assert.Equal(6, letIn.Count(wasLetIn => wasLetIn));
    }

    [Theory, OnEveryEngine]
    public async Task BeatAsync_WorkerWasSilentForTooLong_IsEnteredAgain(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var registry = new WorkerRegistry(database.Database, _clock);
        WorkerPresence presence = await registry.RegisterAsync(Mine, Options, Cancellation);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await presence.BeatAsync(0, Cancellation);
        Assert.Equal(WorkerState.Working, Assert.Single(await registry.ListAsync(Cancellation)).State);
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task BeatAsync_OthersHaveTakenOverMeanwhile_IsRefused()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(DatabaseEngine.Postgres, postgres, Cancellation);
        var registry = new WorkerRegistry(database.Database, _clock);
        WorkerPresence presence = await registry.RegisterAsync(Mine, Options, Cancellation);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await registry.RegisterAsync(Other, Options, Cancellation);
        await Assert.ThrowsAsync<WorkerException>(() => presence.BeatAsync(0, Cancellation));
    }

    [Theory, OnEveryEngine]
    public async Task RegisterAsync_EntriesOfYesterday_AreRemoved(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var registry = new WorkerRegistry(database.Database, _clock);
        await registry.RegisterAsync(Other, Options, Cancellation);
        _clock.Advance(TimeSpan.FromDays(1.1));
        await registry.RegisterAsync(Mine, Options, Cancellation);
        Assert.Equal(12, Assert.Single(await registry.ListAsync(Cancellation)).Identity.Pid);
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task MigrateAsync_OlderDatabaseWithLiveWorkersOfOtherCode_IsRefused()
    {
        Assert.SkipUnless(Migrator.LatestVersion > 6, "no migration has come behind the table of workers");
        await using TestDatabase database = await TestDatabase.CreateAsync(DatabaseEngine.Postgres, postgres, Cancellation);
        await using var runs = new TestRuns(database.OpenAgain());

        // A table of workers is there; what came behind it is not.
        await runs.QueryAsync<long>("DELETE FROM schema_version WHERE version >= 6; INSERT INTO schema_version (version, applied_at) VALUES (6, 0)");
        await new WorkerRegistry(database.Database, _clock).RegisterAsync(Other, Options, Cancellation);
        var migrator = new Migrator(database.Database, _clock);
        WorkerException refused = await Assert.ThrowsAsync<WorkerException>(() => migrator.MigrateAsync(Cancellation));
        Assert.Contains("there-34", refused.Message, StringComparison.Ordinal);
    }

    [Theory, OnEveryEngine]
    public async Task WorkAsync_Worker_IsRegisteredWhileItWorks(DatabaseEngine engine)
    {
        await using TestWorker worker = await TestWorker.CreateAsync(engine, postgres, new FakeStep("a"));
        worker.Start(Options);
        await worker.Runs.Clock.WhenTimerAsync(Options.PollInterval).WaitAsync(Cancellation);
        Assert.Equal((WorkerIdentity.OfThisProcess, WorkerState.Working), Assert.Single(await worker.Registry.ListAsync(Cancellation)) is var w ? (w.Identity, w.State) : default);
        await worker.StopAsync();
        Assert.Equal(WorkerState.Gone, Assert.Single(await worker.Registry.ListAsync(Cancellation)).State);
    }
}

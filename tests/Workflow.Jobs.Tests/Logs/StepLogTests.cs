using System.Globalization;
using Dapper;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Tests.Workers;

namespace Workflow.Jobs.Tests.Logs;

public sealed class StepLogTests(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task Write_ByManyThreads_EveryLineIsStoredOnceAndInTheOrderOfItsWriter(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        StepClaim claim = await runs.ClaimAsync();
        using StepLog log = Logs(runs).Begin(claim);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++) log.Write(string.Create(CultureInfo.InvariantCulture, $"{writer} {i}"));
        })));
        await log.EndAsync(Patience);

        string[] lines = await LinesAsync(runs, id);
        Assert.Equal(2000, lines.Length);
        foreach (IGrouping<string, string> writer in lines.GroupBy(line => line[..1], StringComparer.Ordinal))
        {
            Assert.Equal(Enumerable.Range(0, 500).Select(i => string.Create(CultureInfo.InvariantCulture, $"{writer.Key} {i}")), writer);
        }
    }

    [Fact]
    public async Task Write_StepStillRuns_LinesAreStoredAfterTheInterval()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string id = await runs.BeginAsync("a");
        using StepLog log = Logs(runs).Begin(await runs.ClaimAsync());
        Task change = runs.Signal.Next;
        log.Write("first");
        log.Write("second");
        Assert.Empty(await LinesAsync(runs, id));
        runs.Clock.Advance(TimeSpan.FromMilliseconds(250));
        await change.WaitAsync(Cancellation);
        Assert.Equal(["first", "second"], await LinesAsync(runs, id));
        await log.EndAsync(Patience);
    }

    [Theory, OnEveryEngine]
    public async Task AppendAsync_ClaimIsStale_StoresNothing(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        StepClaim stale = await runs.ClaimAsync();
        await runs.ReleaseAsync(stale);
        StepClaim current = await runs.ClaimAsync();
        var store = new StepLogStore(runs.Reliability, runs.Clock, runs.Signal);
        Assert.False(await store.AppendAsync(stale, "late\n", Cancellation));
        Assert.True(await store.AppendAsync(current, "now\n", Cancellation));
        Assert.Equal(["now"], await LinesAsync(runs, id));
    }

    [Theory, OnEveryEngine]
    public async Task AppendAsync_BetweenEvents_SharesTheirNumbersWithoutGaps(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        StepClaim claim = await runs.ClaimAsync();
        var store = new StepLogStore(runs.Reliability, runs.Clock, runs.Signal);
        await store.AppendAsync(claim, "line\n", Cancellation);
        await runs.SucceedAsync(claim);
        long[] numbers = await NumbersAsync(runs, id);
        Assert.Equal(Enumerable.Range(1, numbers.Length).Select(i => (long)i), numbers);
    }

    [Fact]
    public async Task Write_AFlood_KeepsHeadAndTailAndTellsWhatIsMissing()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string id = await runs.BeginAsync("a");
        using StepLog log = Logs(runs).Begin(await runs.ClaimAsync());
        string filler = new('x', 1000);
        const int Written = 40_000;
        for (int i = 0; i < Written; i++) log.Write(string.Create(CultureInfo.InvariantCulture, $"{i} {filler}"));
        await log.EndAsync(Patience);

        string[] lines = await LinesAsync(runs, id);
        Assert.InRange(lines.Sum(line => (long)line.Length + 1), 0, StepLog.LargestHead + StepLog.LargestTail + 1000);
        Assert.StartsWith("0 ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{Written - 1} ", lines[^1], StringComparison.Ordinal);
        string gap = Assert.Single(lines, line => line.StartsWith('…'));
        Assert.Equal(Written, lines.Length - 1 + int.Parse(gap.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Write_AnEndlessLine_IsCut()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string id = await runs.BeginAsync("a");
        using StepLog log = Logs(runs).Begin(await runs.ClaimAsync());
        log.Write(new string('x', 1 << 20));
        await log.EndAsync(Patience);
        Assert.EndsWith("… (line cut)", Assert.Single(await LinesAsync(runs, id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndAsync_DatabaseWasAway_StoresTheLinesAllTheSame()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string id = await runs.BeginAsync("a");
        using StepLog log = Logs(runs).Begin(await runs.ClaimAsync());
        log.Write("kept");
        runs.Reliability.IsAway = true;
        Task<bool> ending = log.EndAsync(Patience);
        await runs.Clock.WhenTimerAsync(TimeSpan.FromMilliseconds(250)).WaitAsync(Cancellation);
        runs.Reliability.IsAway = false;
        runs.Clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True(await ending.WaitAsync(Cancellation));
        Assert.Equal(["kept"], await LinesAsync(runs, id));
    }

    [Fact]
    public async Task EndAsync_DatabaseStaysAway_WaitsAsLongAsToldHoweverLongTheLogIs_AndSaysThatLinesAreMissing()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string id = await runs.BeginAsync("a");
        var told = new RecordedLog<StepLogs>();
        using StepLog log = Logs(runs, told).Begin(await runs.ClaimAsync());
        string line = new('x', 10_000);
        for (int i = 0; i < 50; i++) log.Write(line);
        runs.Reliability.IsAway = true;
        Task<bool> ending = log.EndAsync(Patience);
        await runs.Clock.WhenTimerAsync(TimeSpan.FromMilliseconds(250)).WaitAsync(Cancellation);
        runs.Clock.Advance(Patience);
        Assert.False(await ending.WaitAsync(Cancellation));
        Assert.Single(told.Records);
        runs.Reliability.IsAway = false;
        Assert.Empty(await LinesAsync(runs, id));
    }

    private static StepLogs Logs(TestRuns runs) => Logs(runs, new RecordedLog<StepLogs>());

    private static StepLogs Logs(TestRuns runs, RecordedLog<StepLogs> log) => new(new StepLogStore(runs.Reliability, runs.Clock, runs.Signal), runs.Clock, log);

    private static Task<string[]> LinesAsync(TestRuns runs, string id) => runs.Reliability.ReadAsync(
        async connection => string.Concat(await connection.QueryAsync<string>("SELECT lines FROM step_log WHERE run_id = @id ORDER BY sequence", new { id }))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries),
        Cancellation);

    private static Task<long[]> NumbersAsync(TestRuns runs, string id) => runs.Reliability.ReadAsync(
        async connection => (await connection.QueryAsync<long>(
            "SELECT sequence FROM step_log WHERE run_id = @id UNION ALL SELECT sequence FROM step_event WHERE run_id = @id ORDER BY 1", new { id })).ToArray(),
        Cancellation);
}

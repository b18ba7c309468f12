using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Schedules;

public sealed class BackfillsTests(PostgresServer postgres)
{
    private static readonly DateTimeOffset From = new(2025, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task AskAsync_Twice_EveryTickOnceAndAtMostSoManyAtATime(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 3 * * *");
        var request = new BackfillRequest(schedule.Id, From, From.AddDays(7), 3, "ann");
        Backfill first = await schedules.Backfills.AskAsync(request, Cancellation);
        Assert.Equal((7, 0), (first.Asked, first.Known));
        Assert.Equal((1, 7), await AgainAsync(request with { To = From.AddDays(8) }));

        var begun = new List<DateTimeOffset?>();
        while (true)
        {
            await schedules.StartAsync();
            IReadOnlyList<RunRecord> live = await schedules.Runs.ListAsync(new RunFilter { State = RunState.Queued }, 100, null, Cancellation);
            if (live.Count == 0) break;
            Assert.InRange(live.Count, 1, 3);
            begun.AddRange(live.Select(run => run.LogicalAt).Order());
            Assert.Equal(0, await schedules.StartAsync());
            await schedules.SucceedAllAsync();
        }

        Assert.Equal(Enumerable.Range(0, 8).Select(day => (DateTimeOffset?)From.AddDays(day).AddHours(3)), begun);

        async Task<(int, int)> AgainAsync(BackfillRequest again)
        {
            Backfill asked = await schedules.Backfills.AskAsync(again, Cancellation);
            return (asked.Asked, asked.Known);
        }
    }

    [Fact]
    public async Task AskAsync_UnusableRange_IsRefused()
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(DatabaseEngine.Sqlite, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("* * * * *");
        await RefusedAsync(From, From.AddDays(8), 1, "more than 10000 ticks");
        await RefusedAsync(From, From.AddDays(60), 1, "yet to come");
        await RefusedAsync(From, From.AddDays(-1), 1, "before it begins");
        await RefusedAsync(From, From.AddDays(1), 0, "0 runs at a time");
        await RefusedAsync(From.AddSeconds(1), From.AddSeconds(2), 1, "has no tick");
        Assert.Empty(await schedules.RequestsOfAsync(schedule.Id));

        async Task RefusedAsync(DateTimeOffset from, DateTimeOffset to, int parallel, string reason)
        {
            var refused = await Assert.ThrowsAsync<ScheduleException>(() => schedules.Backfills.AskAsync(new BackfillRequest(schedule.Id, from, to, parallel, "ann"), Cancellation));
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory, OnEveryEngine]
    public async Task WithdrawGroupAsync_Backfill_LeavesOnlyWhatHasBegun(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 3 * * *");
        Backfill backfill = await schedules.Backfills.AskAsync(new BackfillRequest(schedule.Id, From, From.AddDays(7), 2, "ann"), Cancellation);
        await schedules.StartAsync();
        Assert.Equal(5, await schedules.Requests.WithdrawGroupAsync(backfill.Group, "ann", Cancellation));
        IReadOnlyList<RequestRecord> all = await schedules.Requests.ListAsync(new RequestFilter { Group = backfill.Group }, 100, null, Cancellation);
        Assert.Equal((2, 5), (all.Count(request => request.State == RequestState.Begun), all.Count(request => request.State == RequestState.Skipped)));
    }
}

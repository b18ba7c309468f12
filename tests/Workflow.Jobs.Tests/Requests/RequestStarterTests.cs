using Dapper;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Requests;

public sealed class RequestStarterTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_AScheduledBatchWithoutAVersion_WaitsAndSaysWhy(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        schedules.Write("pipelines: {p: {steps: {work: {run: [\"true\"]}}, schedules: {nightly: {do: batch, cron: 0 2 * * *, in: incoming/*.csv, out: scored/}}}}");
        await schedules.ReconcileAsync();
        ScheduleRecord nightly = (await schedules.Store.FindAsync("p", "nightly", Cancellation))!;
        schedules.Clock.Advance(TimeSpan.FromDays(1));
        await schedules.TickAsync();
        await schedules.StartAsync();

        RequestRecord request = Assert.Single(await schedules.RequestsOfAsync(nightly.Id));
        Assert.Equal((RequestState.Pending, "there is no version p: workflow versions lists those that there are"), (request.State, request.Reason));
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_FreeRequest_BeginsItsRunAsItWasAskedFor(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        DateTimeOffset moment = schedules.Clock.GetUtcNow().AddDays(-1);
        var cause = new RunCause(RunCauseKind.Rest, "a program", "x");
        (string id, _) = await schedules.Requests.AskAsync(new NewRequest("p", cause, "key") { Settings = ["tags=[a]"], LogicalAt = moment }, Cancellation);
        Assert.Equal((id, false), await schedules.Requests.AskAsync(new NewRequest("p", cause, "key"), Cancellation));
        Assert.Equal(1, await schedules.StartAsync());
        Assert.Equal(0, await schedules.StartAsync());

        RequestRecord request = await FindAsync(schedules, id);
        RunRecord run = Assert.Single(await ListRunsAsync(schedules));
        Assert.Equal((RequestState.Begun, run.Id, 1), (request.State, request.RunId, request.Attempts));
        Assert.Equal((cause, moment), (run.Cause, run.LogicalAt));
        Assert.Equal(["a"], run.Definition.Tags);
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_QueueOverlap_BeginsOneAfterTheOtherInOrder(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await ThreeTicksAsync(schedules, OverlapPolicy.Queue);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(1, await schedules.StartAsync());
            IReadOnlyList<RequestRecord> requests = await schedules.RequestsOfAsync(schedule.Id);
            Assert.Equal(Enumerable.Repeat(RequestState.Begun, i + 1), requests.Take(i + 1).Select(request => request.State));
            if (i < 2) Assert.Equal((RequestState.Pending, $"waits for run {requests[i].RunId}"), (requests[i + 1].State, requests[i + 1].Reason));
            await schedules.SucceedAllAsync();
        }
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_SkipOverlap_SkipsWithTheReason(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await ThreeTicksAsync(schedules, OverlapPolicy.Skip);
        Assert.Equal(1, await schedules.StartAsync());

        IReadOnlyList<RequestRecord> requests = await schedules.RequestsOfAsync(schedule.Id);
        Assert.Equal([RequestState.Begun, RequestState.Skipped, RequestState.Skipped], requests.Select(request => request.State));
        Assert.Equal($"run {requests[0].RunId} was not over", requests[1].Reason);
        await schedules.SucceedAllAsync();
        schedules.Clock.Advance(TimeSpan.FromHours(1));
        await schedules.TickAsync();
        Assert.Equal(1, await schedules.StartAsync());
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_CancelOverlap_BeginsOnceTheOtherIsOver(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *", with: definition => definition with { Overlap = OverlapPolicy.CancelPrevious });
        schedules.Clock.Advance(TimeSpan.FromHours(1));
        await schedules.TickAsync();
        await schedules.StartAsync();
        StepClaim running = (await schedules.Transitions.ClaimAsync(new ClaimRequest("worker", TestRuns.Lease), Cancellation))!;
        schedules.Clock.Advance(TimeSpan.FromHours(1));
        await schedules.TickAsync();

        Assert.Equal(0, await schedules.StartAsync());
        Assert.Equal(0, await schedules.StartAsync());
        RunRecord first = (await schedules.Runs.FindAsync(running.RunId, Cancellation))!;
        Assert.Equal((true, RunState.Running), (first.IsCancelRequested, first.State));
        Assert.Equal($"waits for run {first.Id}, which is told to stop", (await schedules.RequestsOfAsync(schedule.Id))[1].Reason);

        Assert.True(await schedules.Transitions.EndCancelledAsync(running, "stopped", Cancellation));
        Assert.Equal(1, await schedules.StartAsync());
        Assert.Equal([RunState.Queued, RunState.Cancelled], (await ListRunsAsync(schedules)).Select(run => run.State));
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_BrokenFile_WaitsLongerAndLongerUntilItIsMended(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        string good = await File.ReadAllTextAsync(schedules.PipelinesPath, Cancellation);
        (string id, _) = await schedules.Requests.AskAsync(new NewRequest("p", RunCause.ByHand("test"), "key"), Cancellation);
        schedules.Write("pipelines: [");
        DateTimeOffset now = schedules.Clock.GetUtcNow();
        Assert.Equal(1, await schedules.StartAsync());
        RequestRecord once = await FindAsync(schedules, id);
        Assert.Equal((RequestState.Pending, now.AddSeconds(5)), (once.State, once.NotBefore));
        Assert.Contains("pipelines.yaml", once.Reason, StringComparison.Ordinal);

        Assert.Equal(0, await schedules.StartAsync());
        schedules.Clock.Advance(TimeSpan.FromSeconds(5));
        await schedules.StartAsync();
        Assert.Equal(now.AddSeconds(15), (await FindAsync(schedules, id)).NotBefore);
        schedules.Write(good);
        schedules.Clock.Advance(TimeSpan.FromSeconds(10));
        await schedules.StartAsync();
        RequestRecord begun = await FindAsync(schedules, id);
        Assert.Equal((RequestState.Begun, null, 3), (begun.State, begun.Reason, begun.Attempts));
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_PipelineIsGone_Fails(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        (string id, _) = await schedules.Requests.AskAsync(new NewRequest("gone", RunCause.ByHand("test"), "key"), Cancellation);
        await schedules.StartAsync();
        RequestRecord request = await FindAsync(schedules, id);
        Assert.Equal((RequestState.Failed, $"{schedules.PipelinesPath} has no pipeline 'gone' any more"), (request.State, request.Reason));
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_ManyStartersAtOnce_EveryRequestOneRun(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *");
        schedules.Clock.Advance(TimeSpan.FromHours(6));
        await schedules.Backfills.AskAsync(new BackfillRequest(schedule.Id, schedules.Clock.GetUtcNow().AddHours(-5), schedules.Clock.GetUtcNow(), 2, "ann"), Cancellation);
        for (int i = 0; i < 6; i++) await schedules.Requests.AskAsync(new NewRequest("p", RunCause.ByHand("test"), $"key {i}"), Cancellation);
        int[] counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(schedules.StartAsync)));

        // Those that one starter passed over because another one looked at them.
        int rest = await schedules.StartAsync();
        Assert.Equal(6 + 2, counts.Sum() + rest);
        Assert.Equal(6 + 2, (await ListRunsAsync(schedules)).Count);
    }

    // The process is cut off from the database after so many reads and transactions: before the look, before the claim, before the run.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    public async Task StartDueAsync_StarterDies_TheNextOneBeginsTheRunOnce(int opens, int attempts)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(DatabaseEngine.Sqlite, postgres);
        ScheduleRecord schedule = await ThreeTicksAsync(schedules, OverlapPolicy.Queue);
        schedules.Reliability.OpensLeft = opens;
        await Assert.ThrowsAsync<StorageException>(schedules.StartAsync);
        schedules.Reliability.OpensLeft = null;
        Assert.Equal(attempts, (await schedules.RequestsOfAsync(schedule.Id))[0].Attempts);

        // While the claim of the dead one holds, nobody overtakes it.
        if (attempts > 0) Assert.Equal(0, await schedules.StartAsync());
        schedules.Clock.Advance(RequestTurns.Lease + TimeSpan.FromSeconds(1));
        await schedules.StartAsync();
        RunRecord run = Assert.Single(await ListRunsAsync(schedules));
        IReadOnlyList<RequestRecord> requests = await schedules.RequestsOfAsync(schedule.Id);
        Assert.Equal((run.Id, requests[0].LogicalAt), (requests[0].RunId, run.LogicalAt));
        Assert.Equal(RequestState.Pending, requests[1].State);
    }

    [Theory, OnEveryEngine]
    public async Task WithdrawAsync_PendingRequest_BeginsNoRun(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        (string id, _) = await schedules.Requests.AskAsync(new NewRequest("p", RunCause.ByHand("test"), "key"), Cancellation);
        Assert.True(await schedules.Requests.WithdrawAsync(id, "ann", Cancellation));
        Assert.False(await schedules.Requests.WithdrawAsync(id, "ann", Cancellation));
        Assert.Equal(0, await schedules.StartAsync());
        Assert.Equal("withdrawn by ann", (await FindAsync(schedules, id)).Reason);
    }

    // A starter has claimed the request and reads recipes and addresses.
    [Theory, OnEveryEngine]
    public async Task WithdrawAsync_WhileTheRunIsPrepared_BeginsNoRun(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        (string id, _) = await schedules.Requests.AskAsync(new NewRequest("p", RunCause.ByHand("test"), "key"), Cancellation);
        schedules.Reliability.BeforeWrite = async () =>
        {
            if ((await FindAsync(schedules, id)).Attempts == 0) return;
            schedules.Reliability.BeforeWrite = null;
            Assert.True(await schedules.Requests.WithdrawAsync(id, "ann", Cancellation));
        };
        await schedules.StartAsync();

        Assert.Null(schedules.Reliability.BeforeWrite);
        Assert.Empty(await ListRunsAsync(schedules));
        RequestRecord request = await FindAsync(schedules, id);
        Assert.Equal((RequestState.Skipped, "withdrawn by ann", null), (request.State, request.Reason, request.RunId));
    }

    [Theory, OnEveryEngine]
    public async Task DeleteAsync_WhileTheRunOfATickIsPrepared_BeginsNoRun(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await ThreeTicksAsync(schedules, OverlapPolicy.Queue);
        schedules.Reliability.BeforeWrite = async () =>
        {
            if ((await schedules.RequestsOfAsync(schedule.Id))[0].Attempts == 0) return;
            schedules.Reliability.BeforeWrite = null;
            await schedules.Store.DeleteAsync(schedule.Id, "ann", Cancellation);
        };
        await schedules.StartAsync();

        Assert.Null(schedules.Reliability.BeforeWrite);
        Assert.Empty(await ListRunsAsync(schedules));
        Assert.All(await schedules.RequestsOfAsync(schedule.Id), request => Assert.Equal((RequestState.Skipped, null), (request.State, request.RunId)));
    }

    // Between the look at the request and the claim of it.
    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task WithdrawAsync_WhileTheRequestIsClaimed_BeginsNoRun()
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(DatabaseEngine.Postgres, postgres);
        ScheduleRecord schedule = await ThreeTicksAsync(schedules, OverlapPolicy.Queue);
        string first = (await schedules.RequestsOfAsync(schedule.Id))[0].Id;
        Task<int> starting = await schedules.Reliability.WriteAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync("UPDATE run_request SET state = 'Skipped' WHERE id = @first", new { first }, transaction);
                Task<int> starting = Task.Run(schedules.StartAsync);
                while (await transaction.Connection!.ExecuteScalarAsync<long>(
                    "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))", transaction: transaction) == 0)
                {
                    await Task.Delay(10, Cancellation);
                }

                return starting;
            },
            Cancellation);

        Assert.Equal(1, await starting);
        IReadOnlyList<RequestRecord> requests = await schedules.RequestsOfAsync(schedule.Id);
        Assert.Equal([RequestState.Skipped, RequestState.Begun, RequestState.Pending], requests.Select(request => request.State));
        Assert.Equal(requests[1].RunId, Assert.Single(await ListRunsAsync(schedules)).Id);
    }

    private static async Task<ScheduleRecord> ThreeTicksAsync(TestSchedules schedules, OverlapPolicy overlap)
    {
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *", with: definition => definition with { Overlap = overlap, Misfire = MisfirePolicy.All });
        schedules.Clock.Advance(TimeSpan.FromHours(3));
        await schedules.TickAsync();
        Assert.Equal(3, (await schedules.RequestsOfAsync(schedule.Id)).Count);
        return schedule;
    }

    private static async Task<RequestRecord> FindAsync(TestSchedules schedules, string id) => (await schedules.Requests.FindAsync(id, Cancellation))!;

    private static Task<IReadOnlyList<RunRecord>> ListRunsAsync(TestSchedules schedules) => schedules.Runs.ListAsync(new RunFilter(), 100, null, Cancellation);
}

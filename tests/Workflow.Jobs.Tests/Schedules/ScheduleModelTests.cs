using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Schedules;

/// <summary>
/// Random waits, ticks, edits, pauses, deaths and restarts against a model that only knows: what is due and not paused begins a run, once.
/// Schedules make up for all that was missed, so that nothing may be lost either.
/// </summary>
public sealed class ScheduleModelTests(PostgresServer postgres)
{
    private static readonly string[] Crons = ["30 2 * * *", "0 */6 * * *", "15 1,13 * * MON-FRI", "0 3 * * *", "*/45 * * * *"];
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];

    // Where a process dies: the statement that is never done. The statements are those of one tick.
    private static readonly string[] Deaths = ["INSERT ON run_request", "UPDATE ON schedule", "INSERT ON schedule_event"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private enum Kind
    {
        Wait,
        Tick,
        Die,
        Edit,
        Pause,
        Resume,
    }

    [Fact]
    public async Task AnyCommands_KeepToTheModel()
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(DatabaseEngine.Sqlite, postgres, new DateTimeOffset(2026, 3, 20, 0, 0, 0, TimeSpan.Zero));
        Gen<(Kind Kind, int Choice)[]> commands = Gen.ArrayOf(
            from kind in Gen.Frequency(
                (6, Gen.Constant(Kind.Wait)), (6, Gen.Constant(Kind.Tick)), (2, Gen.Constant(Kind.Die)), (2, Gen.Constant(Kind.Edit)),
                (1, Gen.Constant(Kind.Pause)), (1, Gen.Constant(Kind.Resume)))
            from choice in Gen.Choose(0, 10_000)
            select (kind, choice));
        await Task.Run(
            () => Check.One(
                Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(60).WithStartSize(10).WithEndSize(60).WithReplay(2026, 707),
                Prop.ForAll(commands.ToArbitrary(), sequence => DoAllAsync(schedules, sequence).GetAwaiter().GetResult())),
            Cancellation);
    }

    private static async Task DoAllAsync(TestSchedules schedules, (Kind Kind, int Choice)[] commands)
    {
        ScheduleRecord schedule = await schedules.AddAsync(Crons[0], Zones[0], definition => definition with { Misfire = MisfirePolicy.All });
        (CronTimes times, bool isPaused, DateTimeOffset settled) = (schedule.Times(), false, schedules.Clock.GetUtcNow());
        var expected = new List<DateTimeOffset>();

        // What the model knows: ticks up to now have begun, or were passed over in a pause.
        void Settle()
        {
            DateTimeOffset now = schedules.Clock.GetUtcNow();
            if (!isPaused) expected.AddRange(times.Between(settled, now));
            settled = now;
        }

        foreach ((Kind kind, int choice) in commands.Append((Kind.Tick, 0)))
        {
            switch (kind)
            {
                case Kind.Wait:
                    schedules.Clock.Advance(TimeSpan.FromSeconds(Math.Pow(1.0012, choice)));
                    break;
                case Kind.Tick:
                    if (!isPaused) Settle();
                    await schedules.TickAsync();
                    break;
                case Kind.Die:
                    await DieAsync(schedules, Deaths[choice % Deaths.Length]);
                    if (!isPaused && (await schedules.Store.FindAsync(schedule.Id, Cancellation))!.NextAt > schedules.Clock.GetUtcNow()) Settle();
                    break;
                case Kind.Edit:
                    Settle();
                    schedule = await schedules.Store.UpdateAsync(
                        schedules.File, schedule.Id, null, schedule.Definition with { Cron = Crons[choice % Crons.Length], Zone = Zones[choice % Zones.Length] }, "test", Cancellation);
                    times = schedule.Times();
                    break;
                case Kind.Pause when !isPaused:
                    Settle();
                    await schedules.Store.PauseAsync(schedule.Id, "why not", "test", Cancellation);
                    isPaused = true;
                    break;
                case Kind.Resume when isPaused:
                    Settle();
                    await schedules.Store.ResumeAsync(schedule.Id, "test", Cancellation);
                    isPaused = false;
                    break;
            }
        }

        Assert.Equal(expected, await schedules.MomentsAsync(schedule.Id));
        await schedules.Store.DeleteAsync(schedule.Id, "test", Cancellation);
    }

    private static async Task DieAsync(TestSchedules schedules, string statement)
    {
        await schedules.ExecuteAsync($"CREATE TRIGGER death BEFORE {statement} BEGIN SELECT RAISE(ABORT, 'the process is dead'); END");
        try
        {
            await schedules.TickAsync();
        }
        catch (Microsoft.Data.Sqlite.SqliteException dead) when (dead.Message.Contains("the process is dead", StringComparison.Ordinal))
        {
            // Nothing of the transaction is left.
        }

        await schedules.ExecuteAsync("DROP TRIGGER death");
    }
}

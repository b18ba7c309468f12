using System.Globalization;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Tests.Schedules;

public sealed class MissedTicksTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T12:00:30Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(MisfirePolicy.Latest)]
    [InlineData(MisfirePolicy.All)]
    [InlineData(MisfirePolicy.None)]
    public void Plan_WithinTheGrace_AlwaysBegins(MisfirePolicy policy)
    {
        TickPlan plan = Plan("0,30 * * * * *", Now.AddSeconds(-60), policy);
        Assert.Equal([Now.AddSeconds(-60), Now.AddSeconds(-30), Now], plan.Begin);
        Assert.Null(plan.PassedOver);
    }

    [Fact]
    public void Plan_NothingDue_IsEmpty()
    {
        TickPlan plan = Plan("* * * * *", Now.AddSeconds(30), MisfirePolicy.All);
        Assert.Empty(plan.Begin);
        Assert.Null(plan.PassedOver);
    }

    [Fact]
    public void Plan_Latest_BeginsTheLatestMissed()
    {
        TickPlan plan = Plan("30 * * * *", Ago(2.5), MisfirePolicy.Latest);
        Assert.Equal([Ago(0.5)], plan.Begin);
        Assert.Equal(new PassedOver(Ago(2.5), Ago(1.5), 2, PassOverReason.Superseded), plan.PassedOver);
        Assert.Equal(
            "2 ticks from 2026-11-21 09:30:00Z to 2026-11-21 10:30:00Z were missed and passed over: "
            + "misfire policy latest begins a run for the latest due tick only",
            plan.PassedOver?.ToString());
    }

    [Fact]
    public void Plan_LatestWithAPunctualOne_BeginsThatOnly()
    {
        TickPlan plan = Plan("0 * * * *", Ago(2), MisfirePolicy.Latest);
        Assert.Equal([Ago(0)], plan.Begin);
        Assert.Equal(new PassedOver(Ago(2), Ago(1), 2, PassOverReason.Superseded), plan.PassedOver);
    }

    [Fact]
    public void Plan_None_BeginsPunctualOnesOnly()
    {
        TickPlan plan = Plan("29,30 * * * * *", Now.AddSeconds(-61), MisfirePolicy.None);
        Assert.Equal([Now.AddSeconds(-60), Now.AddSeconds(-1), Now], plan.Begin);
        Assert.Equal(new PassedOver(Now.AddSeconds(-61), Now.AddSeconds(-61), 1, PassOverReason.Missed), plan.PassedOver);
    }

    [Fact]
    public void Plan_AllBeyondTheCap_BeginsTheLatestAndSaysTheCap()
    {
        TickPlan plan = Plan("30 * * * * *", Now.AddMinutes(-1_500), MisfirePolicy.All);
        Assert.Equal(Enumerable.Range(-1_001, 1_002).Select(minutes => Now.AddMinutes(minutes)), plan.Begin); // 1,000 missed, and two within the grace
        Assert.Equal(new PassedOver(Now.AddMinutes(-1_500), Now.AddMinutes(-1_002), 499, PassOverReason.BeyondCap), plan.PassedOver);
        Assert.Contains("at most 1000 runs", plan.PassedOver?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minute", 0)]
    [InlineData("night", 7)]
    [InlineData("week", 167)]
    public void Plan_Downtime_EveryTickIsEitherBegunOrPassedOver(string downtime, int missed)
    {
        DateTimeOffset since = Now - (downtime switch { "minute" => TimeSpan.FromMinutes(1), "night" => TimeSpan.FromHours(8), _ => TimeSpan.FromDays(7) });
        DateTimeOffset[] due = [.. CronTimes.Parse("@hourly", "UTC").Between(since, Now)];
        foreach ((MisfirePolicy policy, int begun) in new[] { (MisfirePolicy.Latest, 1), (MisfirePolicy.None, 1), (MisfirePolicy.All, missed + 1) })
        {
            TickPlan plan = Plan("@hourly", due[0], policy);
            Assert.Equal(begun, plan.Begin.Count);
            Assert.Equal(due.Length - begun, plan.PassedOver?.Count ?? 0);
        }
    }

    // A tick is missed by its own delay, not by the longest one.
    [Theory]
    [InlineData(MisfirePolicy.Latest)]
    [InlineData(MisfirePolicy.All)]
    [InlineData(MisfirePolicy.None)]
    public void Plan_Jitter_MissedIsWhatShouldHaveBegun(MisfirePolicy policy)
    {
        ScheduleRecord schedule = Schedule("*/5 * * * *", Now.AddHours(-3), policy, TimeSpan.FromHours(1));
        DateTimeOffset[] due = [.. schedule.Times().Between(Now.AddHours(-3), Now)];
        DateTimeOffset[] missed = [.. due.Where(tick => tick + TickJitter.DelayOf(schedule.Id, tick, TimeSpan.FromHours(1)) + TimeSpan.FromSeconds(60) < Now)];
        DateTimeOffset[] punctual = [.. due.Except(missed)];
        Assert.True(missed.Length > 24 && punctual.Length > 1, "the delays differ");
        Assert.True(missed[^1] > punctual[0], "a tick with a short delay is missed before an earlier one with a long delay");

        DateTimeOffset[] madeUp = policy switch
        {
            MisfirePolicy.All => missed,
            MisfirePolicy.Latest when missed[^1] > punctual[^1] => [missed[^1]],
            _ => [],
        };
        TickPlan plan = MissedTicks.Plan(schedule, schedule.Times(), Now);
        Assert.Equal(punctual.Concat(madeUp).Order(), plan.Begin);
        DateTimeOffset[] passed = [.. missed.Except(madeUp)];
        Assert.Equal((passed.Length, passed.FirstOrDefault(), passed.LastOrDefault()), (plan.PassedOver?.Count ?? 0, plan.PassedOver?.First ?? default, plan.PassedOver?.Last ?? default));
    }

    // Two years are 63 million ticks.
    [Theory]
    [InlineData(MisfirePolicy.Latest, 61)]
    [InlineData(MisfirePolicy.None, 61)]
    [InlineData(MisfirePolicy.All, 1_061)]
    public void Plan_EverySecondForTwoYears_LooksAtFewTicks(MisfirePolicy policy, int begun)
    {
        DateTimeOffset first = Now.AddYears(-2);
        TickPlan plan = Plan("* * * * * *", first, policy);
        Assert.Equal(Enumerable.Range(1 - begun, begun).Select(seconds => Now.AddSeconds(seconds)), plan.Begin);
        Assert.Equal((first, Now.AddSeconds(-begun), PassedOver.MostCounted), (plan.PassedOver!.First, plan.PassedOver.Last, plan.PassedOver.Count));
        Assert.StartsWith("10000 ticks or more from 2024-11-21 12:00:30Z to ", plan.PassedOver.ToString(), StringComparison.Ordinal);
    }

    private static DateTimeOffset Ago(double hours) => new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero).AddHours(-hours);

    private static TickPlan Plan(string cron, DateTimeOffset first, MisfirePolicy policy)
    {
        ScheduleRecord schedule = Schedule(cron, first, policy, TimeSpan.Zero);
        return MissedTicks.Plan(schedule, schedule.Times(), Now);
    }

    private static ScheduleRecord Schedule(string cron, DateTimeOffset first, MisfirePolicy policy, TimeSpan jitter)
    {
        var definition = new ScheduleDefinition("s", ScheduleDefinition.Run, cron, "UTC") { Misfire = policy, Jitter = jitter };
        ScheduleRecord schedule = ScheduleWrites.New("p", definition, ScheduleOrigin.User, first.ToUnixTimeMilliseconds());
        return schedule with { Id = "the same in every test", NextAt = schedule.Times().NextAfter(first.AddTicks(-1)) };
    }
}

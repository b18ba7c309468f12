using System.Globalization;
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
        DateTimeOffset[] due = [Now.AddSeconds(-60), Now.AddSeconds(-30), Now];
        TickPlan plan = MissedTicks.Plan(due, Now, policy);
        Assert.Equal(due, plan.Begin);
        Assert.Null(plan.PassedOver);
    }

    [Fact]
    public void Plan_NothingDue_IsEmpty()
    {
        TickPlan plan = MissedTicks.Plan([], Now, MisfirePolicy.All);
        Assert.Empty(plan.Begin);
        Assert.Null(plan.PassedOver);
    }

    [Fact]
    public void Plan_Latest_BeginsTheLatestMissed()
    {
        TickPlan plan = MissedTicks.Plan([Ago(3), Ago(2), Ago(1)], Now, MisfirePolicy.Latest);
        Assert.Equal([Ago(1)], plan.Begin);
        Assert.Equal(new PassedOver(Ago(3), Ago(2), 2, PassOverReason.Superseded), plan.PassedOver);
        Assert.Equal(
            "2 ticks from 2026-11-21 09:00:30Z to 2026-11-21 10:00:30Z were missed and passed over: "
            + "misfire policy latest begins a run for the latest due tick only",
            plan.PassedOver?.ToString());
    }

    [Fact]
    public void Plan_LatestWithAPunctualOne_BeginsThatOnly()
    {
        TickPlan plan = MissedTicks.Plan([Ago(2), Ago(1), Now], Now, MisfirePolicy.Latest);
        Assert.Equal([Now], plan.Begin);
        Assert.Equal(new PassedOver(Ago(2), Ago(1), 2, PassOverReason.Superseded), plan.PassedOver);
    }

    [Fact]
    public void Plan_None_BeginsPunctualOnesOnly()
    {
        TickPlan plan = MissedTicks.Plan([Now.AddSeconds(-61), Now.AddSeconds(-60)], Now, MisfirePolicy.None);
        Assert.Equal([Now.AddSeconds(-60)], plan.Begin);
        Assert.Equal(new PassedOver(Now.AddSeconds(-61), Now.AddSeconds(-61), 1, PassOverReason.Missed), plan.PassedOver);
    }

    [Fact]
    public void Plan_Grace_CanBeLonger() => Assert.Equal([Ago(1)], MissedTicks.Plan([Ago(1)], Now, MisfirePolicy.None, TimeSpan.FromHours(1)).Begin);

    [Fact]
    public void Plan_AllBeyondTheCap_BeginsTheLatestAndSaysTheCap()
    {
        DateTimeOffset[] due = [.. Enumerable.Range(0, 1_501).Select(minutes => Now.AddMinutes(minutes - 1_500))];
        TickPlan plan = MissedTicks.Plan(due, Now, MisfirePolicy.All);
        Assert.Equal(due[499..], plan.Begin); // 1,000 missed, and two within the grace
        Assert.Equal(new PassedOver(due[0], due[498], 499, PassOverReason.BeyondCap), plan.PassedOver);
        Assert.Contains("at most 1000 runs", plan.PassedOver?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minute", 0)]
    [InlineData("night", 7)]
    [InlineData("week", 167)]
    public void Plan_Downtime_EveryTickIsEitherBegunOrPassedOver(string downtime, int missed)
    {
        DateTimeOffset since = Now - (downtime switch { "minute" => TimeSpan.FromMinutes(1), "night" => TimeSpan.FromHours(8), _ => TimeSpan.FromDays(7) });
        DateTimeOffset[] due = [.. CronTimes.Parse("@hourly", "Europe/Berlin").Between(since, Now)];
        foreach ((MisfirePolicy policy, int begun) in new[] { (MisfirePolicy.Latest, 1), (MisfirePolicy.None, 1), (MisfirePolicy.All, missed + 1) })
        {
            TickPlan plan = MissedTicks.Plan(due, Now, policy);
            Assert.Equal(begun, plan.Begin.Count);
            Assert.Equal(due.Length - begun, plan.PassedOver?.Count ?? 0);
        }
    }

    [Fact]
    public void Plan_FutureOrUnordered_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => MissedTicks.Plan([Now.AddSeconds(1)], Now, MisfirePolicy.All));
        Assert.Throws<ArgumentException>(() => MissedTicks.Plan([Ago(1), Ago(1)], Now, MisfirePolicy.All));
    }

    private static DateTimeOffset Ago(int hours) => Now.AddHours(-hours);
}

using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Jobs.Tests.Deployment.Traffic;

public sealed class CanaryRulesTests
{
    private static readonly TrafficPlan Plan = new(TrafficRole.Canary, [10, 50, 100]) { StepTime = TimeSpan.FromMinutes(1), FewestRequests = 100, MostErrors = 0.01, MostFlips = 0.05, MostLatency = 2 };
    private static readonly TimeSpan Over = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1000, 0, 30, CanaryDecision.Wait)]
    [InlineData(99, 0, 600, CanaryDecision.Wait)]
    [InlineData(100, 0, 60, CanaryDecision.StepUp)]
    [InlineData(1000, 10, 60, CanaryDecision.StepUp)]
    [InlineData(1000, 11, 1, CanaryDecision.End)]
    [InlineData(20, 1, 1, CanaryDecision.End)]
    [InlineData(19, 19, 1, CanaryDecision.Wait)]
    public void Judge_ErrorsAndTime_DecideAsThePlanSays(long requests, long errors, int seconds, CanaryDecision expected) =>
        Assert.Equal(expected, CanaryRules.Judge(Plan, Counts(1000), Counts(requests, errors), TimeSpan.FromSeconds(seconds)).Decision);

    // Both fail alike: the rig sends nonsense, and that is not the new version's doing.
    [Fact]
    public void Judge_BothFail_IsNotHeldAgainstTheCanary() =>
        Assert.Equal(CanaryDecision.StepUp, CanaryRules.Judge(Plan, Counts(1000, 200), Counts(1000, 205), Over).Decision);

    [Fact]
    public void Judge_OtherClasses_EndIt()
    {
        (CanaryDecision decision, string reason) = CanaryRules.Judge(Plan, Counts(1000), Counts(40) with { Compared = 40, Flips = 3 }, TimeSpan.Zero);
        Assert.Equal(CanaryDecision.End, decision);
        Assert.Equal("3 of 40 rows have another class (7.5%); 5.0% is allowed", reason.Replace(" %", "%", StringComparison.Ordinal));
        Assert.Equal(CanaryDecision.StepUp, CanaryRules.Judge(Plan, Counts(1000), Counts(200) with { Compared = 200, Flips = 10 }, Over).Decision);
    }

    // Whoever wanted flips to be watched is not told that all went well where nothing could be compared.
    [Fact]
    public void Judge_NothingCouldBeCompared_WaitsUnlessFlipsDoNotMatter()
    {
        ArmCounts blind = Counts(1000) with { Compared = 0, Uncompared = 1000 };
        (CanaryDecision decision, string reason) = CanaryRules.Judge(Plan, Counts(1000), blind, Over);
        Assert.Equal(CanaryDecision.Wait, decision);
        Assert.StartsWith("flips cannot be judged: 0 of 20 rows could be compared so far, 1000 answers could not", reason, StringComparison.Ordinal);
        Assert.Equal(CanaryDecision.StepUp, CanaryRules.Judge(Plan with { MostFlips = 1 }, Counts(1000), blind, Over).Decision);
    }

    [Theory]
    [InlineData(10, 15, CanaryDecision.StepUp)]
    [InlineData(10, 40, CanaryDecision.End)]
    [InlineData(0.1, 4, CanaryDecision.StepUp)]
    public void Judge_SlowestRequests_EndItBeyondNoise(double first, double second, CanaryDecision expected) =>
        Assert.Equal(expected, CanaryRules.Judge(Plan, Counts(1000, milliseconds: first), Counts(1000, milliseconds: second), Over).Decision);

    [Fact]
    public void Plus_CountsOfTwoGateways_AddUp()
    {
        ArmCounts both = (Counts(10, 1, 1) with { Compared = 5, Flips = 1, CopiesTooLong = 1, CopiesLeftOut = 2, OtherRequests = 3, LargestDifference = 0.2 }).Plus(Counts(30, 2, 100) with { Compared = 7, Uncompared = 3, CopiesTooLong = 10, CopiesLeftOut = 20, OtherRequests = 30, LargestDifference = 0.1 });
        Assert.Equal((40L, 3L, 12L, 1L, 3L, 0.2), (both.Requests, both.Errors, both.Compared, both.Flips, both.Uncompared, both.LargestDifference));
        Assert.Equal((11L, 22L, 33L), (both.CopiesTooLong, both.CopiesLeftOut, both.OtherRequests));
        Assert.InRange(both.MedianMs, 100, 120);
        Assert.Equal(0, ArmCounts.None.SlowestMs);
    }

    [Theory]
    [InlineData(TrafficRole.Canary, new[] { 5, 25 }, "steps 5, 25: they have to rise, and end with 100")]
    [InlineData(TrafficRole.Canary, new[] { 50, 25, 100 }, "steps 50, 25, 100: they have to rise, and end with 100")]
    [InlineData(TrafficRole.Canary, new int[0], "shares : 1 to 100 percent are allowed")]
    [InlineData(TrafficRole.Split, new[] { 100 }, "share 100: 1 to 99 percent are allowed; deploy the version to give it all")]
    [InlineData(TrafficRole.Shadow, new[] { 0 }, "shares 0: 1 to 100 percent are allowed")]
    public void Require_PlansThatCannotBe_AreRefusedWithWhatIsAllowed(TrafficRole role, int[] shares, string why)
    {
        var refused = Assert.Throws<DeploymentException>(() => new TrafficPlan(role, shares).Require());
        Assert.Equal($"the traffic cannot be split so: {why}", refused.Message);
    }

    private static ArmCounts Counts(long requests, long errors = 0, double milliseconds = 1)
    {
        long[] latencies = new long[ArmCounts.Bounds.Count + 1];
        latencies[ArmCounts.ClassOf(TimeSpan.FromMilliseconds(milliseconds))] = requests;
        return new ArmCounts(requests, errors, latencies) { Compared = requests };
    }
}

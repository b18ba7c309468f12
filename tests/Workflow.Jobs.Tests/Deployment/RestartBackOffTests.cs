using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Process;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class RestartBackOffTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly StartedProcess Process = new(new DeploymentHandle("process", "a", 1), ["scorer"]);

    [Fact]
    public void Wait_EndsInARow_DoublesUpToAMinute()
    {
        TimeSpan[] waits = [.. Enumerable.Range(0, 10).Select(RestartBackOff.Wait)];
        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 60, 60, 60], waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public void QuickEnds_RanLongEnough_BeginsAnew()
    {
        Assert.Equal(0, RestartBackOff.QuickEnds(Process, Start));
        StartedProcess restarted = Process with { QuickEnds = 3, RestartedAt = Start };
        Assert.Equal(4, RestartBackOff.QuickEnds(restarted, Start.AddSeconds(9)));
        Assert.Equal(0, RestartBackOff.QuickEnds(restarted, Start + RestartBackOff.Steady));
    }
}

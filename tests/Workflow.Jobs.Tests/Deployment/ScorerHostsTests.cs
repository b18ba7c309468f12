using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Local;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class ScorerHostsTests
{
    private readonly FakeScorerHost _docker = new("docker");
    private readonly FakeScorerHost _process = new("process");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ScorerHosts Hosts => new([_docker, _process]);

    [Fact]
    public async Task ChooseAsync_Auto_IsTheFirstThatAnswers()
    {
        Assert.Same(_docker, await Hosts.ChooseAsync("auto", Cancellation));
        _docker.IsAvailable = false;
        Assert.Same(_process, await Hosts.ChooseAsync("auto", Cancellation));
        _process.IsAvailable = false;
        await Assert.ThrowsAsync<DeploymentException>(() => Hosts.ChooseAsync("auto", Cancellation));
    }

    // Somebody who asks for Docker does not get something else in silence.
    [Fact]
    public async Task ChooseAsync_NamedPlatformDoesNotAnswer_IsRefused()
    {
        _docker.IsAvailable = false;
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => Hosts.ChooseAsync("docker", Cancellation));
        Assert.Equal("platform docker cannot be used now: switch it on", refused.Message);
        Assert.Same(_process, await Hosts.ChooseAsync("process", Cancellation));
    }
}

using Workflow.Jobs.Deployment;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class PlatformsTests
{
    private readonly FakePlatform _docker = new("docker");
    private readonly FakePlatform _process = new("process");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Platforms Platforms => new([_docker, _process]);

    [Fact]
    public async Task ChooseAsync_Auto_IsTheFirstThatAnswers()
    {
        Assert.Same(_docker, await Platforms.ChooseAsync("auto", Cancellation));
        _docker.IsAvailable = false;
        Assert.Same(_process, await Platforms.ChooseAsync("auto", Cancellation));
        _process.IsAvailable = false;
        await Assert.ThrowsAsync<DeploymentException>(() => Platforms.ChooseAsync("auto", Cancellation));
    }

    // Somebody who asks for Docker does not get something else in silence.
    [Fact]
    public async Task ChooseAsync_NamedPlatformDoesNotAnswer_IsRefused()
    {
        _docker.IsAvailable = false;
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => Platforms.ChooseAsync("docker", Cancellation));
        Assert.Equal("platform docker cannot be used now: no Docker engine answers (start one, or set DOCKER_HOST; platform process needs none)", refused.Message);
        Assert.Same(_process, await Platforms.ChooseAsync("process", Cancellation));
    }

    [Fact]
    public async Task ChooseAsync_PlatformOfALaterRelease_NamesWhatThereIs()
    {
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => Platforms.ChooseAsync("aks", Cancellation));
        Assert.Equal("this release cannot deploy to platform 'aks'; allowed: auto, docker, process", refused.Message);
    }
}

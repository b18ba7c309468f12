using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class EndpointRecordTests
{
    [Theory]
    [InlineData("docker", "a", null, "b", "a", null)]
    [InlineData("docker", "a", "c", "b", "a", "c")]
    [InlineData("docker", "a", "b", "b", "a", null)]
    [InlineData("aks", "models/sample-dev", null, "models/sample-dev-b", "models/sample-dev", null)]
    [InlineData("aks", "models/sample-dev", "models/sample-dev-c", "models/sample-dev-b", "models/sample-dev", "models/sample-dev-c")]
    [InlineData("aks", "models/sample-dev-a", "models/sample-dev", "models/sample-dev-b", "models/sample-dev", "models/sample-dev-a")]
    [InlineData("aks", "models/sample-dev-a", "models/other-sample-dev", "models/sample-dev-b", "models/sample-dev-a", "models/other-sample-dev")]
    public void Promotion_KeepsWhatServedOrTheEndpointsOwnWorkload(string platform, string served, string? warm, string second, string kept, string? left)
    {
        EndpointRecord record = Record(platform, served, warm, second);
        Assert.Equal((kept, left), (record.WarmAfterPromotion?.Handle.Id, record.LeftByPromotion?.Id));
        Assert.Equal(kept == served ? "served" : "warm", record.WarmAfterPromotion?.PipelineSha256);
    }

    // The address of the old platform is none of the new one.
    [Fact]
    public void Promotion_OnAnotherPlatform_KeepsWhatServed()
    {
        EndpointRecord record = Record("aci", "group-a", null, "group-b") with { Previous = new WarmDeployment(new DeploymentHandle("aks", "models/sample-dev", 9090), "warm", "warm") };
        Assert.Equal(("group-a", "models/sample-dev"), (record.WarmAfterPromotion?.Handle.Id, record.LeftByPromotion?.Id));
    }

    private static EndpointRecord Record(string platform, string served, string? warm, string second) => new()
    {
        Name = "sample-dev",
        Pipeline = "sample",
        Environment = "dev",
        Port = 9090,
        Deployment = new DeploymentHandle(platform, served, 9090),
        Previous = warm is null ? null : new WarmDeployment(new DeploymentHandle(platform, warm, 9090), "warm", "workflow/sample:warm"),
        PipelineSha256 = "served",
        Version = 1,
        ImageReference = "workflow/sample:served",
        Challenger = new Challenger(new DeploymentHandle(platform, second, 9090), "sample@2", "second", "workflow/sample:second", new TrafficPlan(TrafficRole.Split, [10]))
        {
            ManifestDigest = "sha256:m",
            ConfigDigest = "sha256:c",
            RunId = "run",
            Since = DateTimeOffset.UnixEpoch,
        },
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}

using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment.Samples;

/// <summary>The platform that docs/extending.md shows keeps the contract that it explains.</summary>
[Collection(TestDeployments.Ports)]
public sealed class FolderPlatformTests(PostgresServer postgres)
{
    private static readonly EnvironmentDefinition Rig = new() { Name = "rig", Platform = "folder" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deploy_PlanApplyObserveDestroy_KeepsTheContract()
    {
        using var folder = new TemporaryFolder();
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest version = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle running = await deployments.DeployAsync(version with { Endpoint = "on-the-rig" });
        var platform = new FolderPlatform(folder.Path, running.Url, deployments.Scorer);
        var order = new DeploymentOrder(Projects.Default, Rig, version, null);
        try
        {
            Assert.Equal(PlannedAction.Create, (await platform.PlanAsync(order, Cancellation)).Changes[0].Action);
            DeployedEndpoint deployed = await platform.ApplyAsync(order, _ => { }, Cancellation);
            Assert.Equal(PlannedAction.Keep, (await platform.PlanAsync(order, Cancellation)).Changes[0].Action);
            Assert.Equal(deployed, await platform.ApplyAsync(order, _ => { }, Cancellation));
            Assert.Equal(new DeploymentObservation(version.PipelineSha256, null), await platform.ObserveAsync(deployed.Handle, Cancellation));
            await platform.DestroyAsync(new EndpointRemoval(version.Endpoint, [deployed.Handle]), Cancellation);
            await platform.DestroyAsync(new EndpointRemoval(version.Endpoint, [deployed.Handle]), Cancellation);
            Assert.Equal(PlannedAction.Create, (await platform.PlanAsync(order, Cancellation)).Changes[0].Action);
        }
        finally
        {
            await deployments.Host.StopAsync(running, CancellationToken.None);
        }
    }
}

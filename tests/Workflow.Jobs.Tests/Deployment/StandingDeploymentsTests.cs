using System.Net;
using System.Net.Sockets;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment;

/// <summary>Deployments where what runs for an endpoint is not, or not any more, what is on record.</summary>
[Collection(TestDeployments.Ports)]
public sealed class StandingDeploymentsTests(PostgresServer postgres)
{
    private static readonly EnvironmentDefinition Environment = new() { Name = "dev", Platform = "process" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The very version that is on record, but for what somebody has done to it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeployAsync_WhatServesIsRefuted_DeploysItAnewAndSaysWhy(bool hasGateway)
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        if (hasGateway) deployments.AnnounceGateway();
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle first = (await deployments.ReleaseAsync(request)).Handle;
        Assert.True(await StillServesAsync(deployments, request, first));
        await File.AppendAllTextAsync(Directory.EnumerateFiles(deployments.Home.Endpoints, "*.pipeline", SearchOption.AllDirectories).Single(), " ", Cancellation);
        Assert.False(await StillServesAsync(deployments, request, first));

        DeployedEndpoint again = await deployments.ReleaseAsync(request);
        Assert.NotEqual(first.Id, again.Handle.Id);
        Assert.StartsWith("sample@1 serves sample-dev already, and is not what was deployed (pipeline file: ", Assert.Single(again.Remarks), StringComparison.Ordinal);
        Assert.All(await deployments.ProveAsync(again.Handle, request), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));

        // Nothing to go back to.
        Assert.Null(again.Previous);
        Assert.Equal([again.Handle], await deployments.RunningAsync());
        Assert.True((await deployments.ReleaseAsync(request)).IsUnchanged);
    }

    [Fact]
    public async Task StillServesAsync_KeyOfItsSignaturesWasRevoked_IsFalse()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle handle = (await deployments.ReleaseAsync(request)).Handle;
        Assert.True(await StillServesAsync(deployments, request, handle));
        foreach (string key in (await deployments.Signing.Trusted.ListAsync(Cancellation)).Select(trusted => trusted.Key.Id)) await deployments.Signing.Trusted.RevokeAsync(key, Cancellation);
        Assert.False(await StillServesAsync(deployments, request, handle));
        Assert.True(await StillServesAsync(deployments, request with { UnverifiedReason = "a test" }, handle));
    }

    [Fact]
    public async Task DeployAsync_WhatServesHasEnded_KeepsTheOneBeforeItWarm()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        deployments.AnnounceGateway();
        DeployedEndpoint first = await deployments.ReleaseAsync(await deployments.RequestAsync(SamplePipelines.Binary().ToZip()));
        DeployedEndpoint second = await deployments.ReleaseAsync(await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip()));
        await deployments.Host.HaltAsync(second.Handle, Cancellation);
        DeploymentRequest next = await deployments.RequestAsync(SamplePipelines.Regression().ToZip());
        string told = $"what served on port {second.Handle.Port} does not answer: what is kept warm is what served before it, on port {first.Handle.Port}";
        PlatformPlan plan = await PlanAsync(deployments, next);
        Assert.Equal([told], plan.Warnings);
        Assert.Equal([PlannedAction.Create, PlannedAction.Change, PlannedAction.Keep, PlannedAction.Remove], plan.Changes.Select(change => change.Action).Order());

        DeployedEndpoint third = await deployments.ReleaseAsync(next);
        Assert.Equal(second.Previous, third.Previous);
        Assert.Equal([told], third.Remarks);
        Assert.Equal(new[] { first.Handle, third.Handle }.OrderBy(handle => handle.Id), (await deployments.RunningAsync()).OrderBy(handle => handle.Id));

        // Neither of the two answers any more.
        await deployments.Host.HaltAsync(first.Handle, Cancellation);
        await deployments.Host.HaltAsync(third.Handle, Cancellation);
        DeployedEndpoint fourth = await deployments.ReleaseAsync(await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip()));
        Assert.Null(fourth.Previous);
        Assert.Equal([$"what served on port {third.Handle.Port} does not answer: nothing is kept warm"], fourth.Remarks);
        Assert.Equal([fourth.Handle], await deployments.RunningAsync());
    }

    // What runs beside, as it is on record, and was changed meanwhile: it is started anew instead of being gone back to.
    [Fact]
    public async Task DeployAsync_WhatIsKeptWarmIsRefuted_StartsItAnew()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        deployments.AnnounceGateway();
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeployedEndpoint first = await deployments.ReleaseAsync(request);
        DeployedEndpoint second = await deployments.ReleaseAsync(await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip()));
        await File.AppendAllTextAsync(Directory.EnumerateFiles(deployments.Home.Endpoints, $"{request.PipelineSha256}.pipeline", SearchOption.AllDirectories).Single(), " ", Cancellation);
        DeployedEndpoint back = await deployments.ReleaseAsync(request);
        Assert.NotEqual(first.Handle, back.Handle);
        Assert.Equal(second.Handle, back.Previous?.Handle);
        Assert.All(await deployments.ProveAsync(back.Handle, request), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));
        Assert.Equal(2, (await deployments.RunningAsync()).Count);
    }

    // Nobody has asked for that port: it gives way to whoever has taken it.
    [Fact]
    public async Task DeployAsync_AnotherProgramHasTakenThePort_TakesAnotherAndSaysSo()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle old = (await deployments.ReleaseAsync(request)).Handle;
        await deployments.Host.HaltAsync(old, Cancellation);
        using var stranger = new TcpListener(IPAddress.Loopback, old.Port);
        stranger.Start();
        string planned = Assert.Single((await PlanAsync(deployments, request)).Warnings);

        DeployedEndpoint moved = await deployments.ReleaseAsync(request);
        Assert.NotEqual(old.Port, moved.Handle.Port);
        string told = Assert.Single(moved.Remarks);
        Assert.Equal(planned, told);
        Assert.StartsWith($"port {old.Port}, which sample-dev had, is in use by ", told, StringComparison.Ordinal);
        Assert.EndsWith($": its address changes from {old.Url.GetLeftPart(UriPartial.Authority)} to {moved.Handle.Url.GetLeftPart(UriPartial.Authority)}", told, StringComparison.Ordinal);
        Assert.True(await deployments.ServesAsync(moved.Handle.Url, request.PipelineSha256));
        Assert.Equal([moved.Handle], await deployments.RunningAsync());
    }

    private static Task<bool> StillServesAsync(TestDeployments deployments, DeploymentRequest request, DeploymentHandle handle) =>
        deployments.Deployer.StillServesAsync(Projects.Default, Environment, request, handle.Url, Cancellation);

    private static async Task<PlatformPlan> PlanAsync(TestDeployments deployments, DeploymentRequest request)
    {
        EndpointRecord? recorded = await deployments.Endpoints.FindAsync(Projects.Default, TestDeployments.Endpoint, Cancellation);
        return await deployments.Platform.PlanAsync(new DeploymentOrder(Projects.Default, Environment, request, recorded), Cancellation);
    }
}

using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment.Rehearsals;

/// <summary>Rehearsals that were killed: with what they had started, and still on record.</summary>
[Collection(TestDeployments.Ports)]
public sealed class RehearsalRemainsTests(PostgresServer postgres)
{
    private static readonly string Aside = RehearsalPlace.NameOf(Projects.Default, TestDeployments.Endpoint);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ClearAsync_WhatAKilledRehearsalHasLeft_Goes()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        RehearsalClaim claim = await BeginAsync(deployments);
        await deployments.Rehearsals.ReleaseAsync(claim, Cancellation);
        Assert.Equal([TestDeployments.Endpoint], await Remains(deployments).ListAsync(Projects.Default, Cancellation));
        Assert.True(await Remains(deployments).ClearAsync(Projects.Default, TestDeployments.Endpoint, forget: false, Cancellation));
        Assert.Empty(await deployments.Host.FindAsync(Aside, Cancellation));
        Assert.Empty(await deployments.Rehearsals.ListLostAsync(Projects.Default, Cancellation));
    }

    // Whoever rehearses takes its own away.
    [Fact]
    public async Task ClearAsync_OneGoesOn_LeavesItAlone()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        RehearsalClaim claim = await BeginAsync(deployments);
        Assert.False(await Remains(deployments).ClearAsync(Projects.Default, TestDeployments.Endpoint, forget: false, Cancellation));
        Assert.Single(await deployments.Host.FindAsync(Aside, Cancellation));
        await deployments.Rehearsals.ReleaseAsync(claim, Cancellation);
        await Remains(deployments).ClearAsync(Projects.Default, TestDeployments.Endpoint, forget: false, Cancellation);
    }

    // What another server's state directory deployed is not found from here: to say that it is gone would be to forget it.
    [Fact]
    public async Task ClearAsync_PlaceOfAnotherHome_IsLeftToIt()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        RehearsalClaim claim = await ClaimAsync(deployments);
        var place = new RehearsalPlace("another", null, Aside, new DeploymentHandle("process", Aside, 0));
        await deployments.Rehearsals.NoteAsync(claim, place, Cancellation);
        await deployments.Rehearsals.ReleaseAsync(claim, Cancellation);
        Assert.Empty(await Remains(deployments).ListAsync(Projects.Default, Cancellation));
        Assert.True(await Remains(deployments).ClearAsync(Projects.Default, TestDeployments.Endpoint, forget: false, Cancellation));
        Assert.Equal([place], await deployments.Rehearsals.ListPlacesAsync(Projects.Default, TestDeployments.Endpoint, Cancellation));
    }

    // With the endpoint goes what was rehearsed for it.
    [Fact]
    public async Task DestroyAsync_OfTheEndpoint_ClearsItToo()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        await deployments.ReleaseAsync(await deployments.RequestAsync(SamplePipelines.Binary().ToZip()));
        await deployments.Rehearsals.ReleaseAsync(await BeginAsync(deployments), Cancellation);
        await deployments.Deployer.DestroyAsync(Projects.Default, TestDeployments.Endpoint, forget: false, _ => { }, Cancellation);
        Assert.Empty(await deployments.Host.FindAsync(Aside, Cancellation));
    }

    private static RehearsalRemains Remains(TestDeployments deployments) =>
        new(deployments.Rehearsals, new Platforms([deployments.Platform]), deployments.Endpoints, deployments.Home, TimeProvider.System);

    private static async Task<RehearsalClaim> BeginAsync(TestDeployments deployments)
    {
        RehearsalClaim claim = await ClaimAsync(deployments);
        await deployments.Rehearsals.NoteAsync(claim, RehearsalPlace.Of(deployments.Home, Aside, new DeploymentHandle("process", Aside, 0)), Cancellation);
        await deployments.DeployAsync(await deployments.RequestAsync(SamplePipelines.Binary().ToZip()) with { Endpoint = Aside });
        return claim;
    }

    private static async Task<RehearsalClaim> ClaimAsync(TestDeployments deployments) =>
        await deployments.Rehearsals.ClaimAsync(Projects.Default, TestDeployments.Endpoint, TimeProvider.System.GetUtcNow(), Cancellation) ?? throw new InvalidOperationException("the claim was refused");
}

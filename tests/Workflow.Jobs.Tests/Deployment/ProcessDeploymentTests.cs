using System.Net;
using System.Net.Sockets;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment;

[Collection(TestDeployments.Ports)]
public sealed class ProcessDeploymentTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployAsync_VersionAfterVersion_KeepsThePortAndEndsTheOldOne()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest first = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle old = await deployments.DeployAsync(first);
        Assert.Equal(first.PipelineSha256, (await deployments.Scorer.AskAsync(old.Url, Cancellation)).Pipeline);
        Assert.Equal([old], await deployments.RunningAsync());

        DeploymentRequest second = await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip());
        DeploymentHandle next = await deployments.DeployAsync(second, old.Port);
        Assert.Equal(old.Port, next.Port);
        Assert.True(await deployments.ServesAsync(next.Url, second.PipelineSha256));
        Assert.False(await deployments.ServesAsync(next.Url, first.PipelineSha256));
        Assert.False(await deployments.Host.IsRunningAsync(old, Cancellation));
        Assert.Equal([next], await deployments.RunningAsync());

        await deployments.Deployer.StopAsync(Projects.Default, TestDeployments.Endpoint, forget: false, Cancellation);
        Assert.Empty(await deployments.RunningAsync());
        Assert.True(LoopbackPorts.IsFree(next.Port));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task StopAndDestroyAsync_FilesOfTheEndpoint_GoWithWhatNeededThem()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        string folder = Path.Combine(deployments.Home.Endpoints, TestDeployments.Endpoint), log = Path.Combine(folder, "scorer.log");
        DeploymentRequest first = await deployments.RequestAsync(SamplePipelines.Binary().ToZip()), second = await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip());
        DeploymentHandle old = await deployments.DeployAsync(first);
        await File.WriteAllTextAsync(log, new string('x', 10_000_001), Cancellation);
        await deployments.ReleaseAsync(second);

        // What was halted for the other's sake has its copy no more, what serves has; and the log has begun anew.
        Assert.Equal([$"{second.PipelineSha256}.pipeline"], Directory.EnumerateFiles(folder, "*.pipeline").Select(Path.GetFileName));
        Assert.Equal(10_000_001, new FileInfo($"{log}.1").Length);
        Assert.InRange(new FileInfo(log).Length, 0, 1_000_000);
        Assert.False(await deployments.Host.IsRunningAsync(old, Cancellation));

        await deployments.Deployer.StopAsync(Projects.Default, TestDeployments.Endpoint, forget: false, Cancellation);
        Assert.Empty(Directory.EnumerateFiles(folder, "*.pipeline"));
        Assert.True(File.Exists(log));

        await deployments.Deployer.DestroyAsync(Projects.Default, TestDeployments.Endpoint, forget: false, _ => { }, Cancellation);
        Assert.False(Directory.Exists(folder));
    }

    // Wrong golden answers: what was trained and what would serve are not the same.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployAsync_GoldenRowsAreNotReproduced_TheOldVersionGoesOnServing()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest good = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle old = await deployments.DeployAsync(good);
        PipelineDraft draft = SamplePipelines.Multiclass();
        DeploymentRequest wrong = await deployments.RequestAsync((draft with { Model = RandomModels.Trees(new SeededNumbers(99), 4, 3, 21).Flatten() }).ToZip());
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => deployments.DeployAsync(wrong, old.Port));
        Assert.StartsWith("sample-dev did not become ready: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("golden", refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([old], await deployments.RunningAsync());
        Assert.True(await deployments.ServesAsync(old.Url, good.PipelineSha256));
    }

    // The new version is proven beside the old one, and then cannot start on the port itself.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployAsync_StartOnThePortFails_TheOldVersionServesAgain()
    {
        using var folder = new TemporaryFolder();
        string flag = folder.File("refuse");
        await using TestDeployments deployments = await TestDeployments.CreateAsync(
            postgres, $"#!/bin/sh\nif [ -e '{flag}' ] && [ \"$6\" = \"$(cat '{flag}')\" ]; then rm '{flag}'; echo not now >&2; exit 1; fi\n{TestDeployments.ScorerCommand}");
        DeploymentRequest first = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle old = await deployments.DeployAsync(first);
        await File.WriteAllTextAsync(flag, old.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), Cancellation);

        var refused = await Assert.ThrowsAsync<DeploymentException>(async () => await deployments.DeployAsync(await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip()), old.Port));

        Assert.StartsWith("sample-dev did not become ready: it ended\n", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("\nnot now", refused.Message, StringComparison.Ordinal);
        DeploymentHandle again = Assert.Single(await deployments.RunningAsync());
        Assert.Equal(old.Port, again.Port);
        Assert.Null(await deployments.Scorer.WaitUntilReadyAsync(
            again.Url, first.PipelineSha256, () => Task.FromResult(true), TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact]
    public async Task DeployAsync_ProgramEndsAtOnce_TellsItsLastWordsAndLeavesNothing()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres, "#!/bin/sh\necho no library >&2\nexit 1\n");
        var refused = await Assert.ThrowsAsync<DeploymentException>(async () => await deployments.DeployAsync(await deployments.RequestAsync(SamplePipelines.Binary().ToZip())));
        Assert.Equal("sample-dev did not become ready: it ended\nno library", refused.Message);
        Assert.Empty(await deployments.RunningAsync());
    }

    // Blue and green: nothing lets go of a port, what served goes on running, and going back starts nothing.
    [Fact]
    public async Task DeployAsync_BehindAGateway_KeepsTheOldOneWarmAndGoesBackToIt()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        deployments.AnnounceGateway();
        DeploymentRequest first = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentRequest second = await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip());
        DeploymentRequest third = await deployments.RequestAsync(SamplePipelines.Regression().ToZip());

        DeployedEndpoint a = await deployments.ReleaseAsync(first);
        Assert.Null(a.Previous);
        DeployedEndpoint b = await deployments.ReleaseAsync(second);
        Assert.NotEqual(a.Handle.Port, b.Handle.Port);
        Assert.Equal(new WarmDeployment(a.Handle, first.PipelineSha256, first.Image.Reference), b.Previous);
        Assert.True(await deployments.ServesAsync(a.Handle.Url, first.PipelineSha256));

        DeployedEndpoint back = await deployments.ReleaseAsync(first);
        Assert.Equal(a.Handle, back.Handle);
        Assert.Equal(b.Handle, back.Previous?.Handle);
        DeployedEndpoint again = await deployments.ReleaseAsync(first);
        Assert.Equal((back.Handle, back.Previous, true), (again.Handle, again.Previous, again.IsUnchanged));
        Assert.Equal(2, (await deployments.RunningAsync()).Count);

        // Of three, the one before the last is warm, and the one before that is gone.
        DeployedEndpoint c = await deployments.ReleaseAsync(third);
        Assert.Equal(a.Handle, c.Previous?.Handle);
        Assert.Equal(new[] { a.Handle, c.Handle }.OrderBy(handle => handle.Port), (await deployments.RunningAsync()).OrderBy(handle => handle.Port));
        await deployments.Deployer.StopAsync(Projects.Default, TestDeployments.Endpoint, forget: false, Cancellation);
        Assert.Empty(await deployments.RunningAsync());
    }

    // A second version takes nobody's place, and the plan does not say so.
    [Fact]
    public async Task PlanAsync_SecondVersion_LeavesWhatServesAndWhatIsWarm()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        deployments.AnnounceGateway();
        await deployments.ReleaseAsync(await deployments.RequestAsync(SamplePipelines.Binary().ToZip()));
        await deployments.ReleaseAsync(await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip()));
        DeploymentRequest third = await deployments.RequestAsync(SamplePipelines.Regression().ToZip());
        EndpointRecord? recorded = await deployments.Endpoints.FindAsync(Projects.Default, TestDeployments.Endpoint, Cancellation);
        var order = new DeploymentOrder(Projects.Default, new EnvironmentDefinition { Name = "dev", Platform = "process" }, third, recorded) { IsChallenger = true };
        PlatformPlan plan = await deployments.Platform.PlanAsync(order, Cancellation);
        Assert.Equal([PlannedAction.Create, PlannedAction.Change, PlannedAction.Keep, PlannedAction.Keep], plan.Changes.Select(change => change.Action).Order().ToArray());
        Assert.EndsWith("goes on serving, and sample@1 gets its share beside it", plan.Changes[^1].Detail, StringComparison.Ordinal);
        plan = await deployments.Platform.PlanAsync(order with { Traffic = new TrafficPlan(TrafficRole.Split, [20]) }, Cancellation);
        Assert.EndsWith("goes on serving, and sample@1 runs beside it: 20 % of the requests", plan.Changes[^1].Detail, StringComparison.Ordinal);
    }

    // Between choosing a port and listening on it somebody else may choose the same.
    [Fact]
    public async Task DeployAsync_SeveralEndpointsAtOnce_HaveAPortEach()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        string[] endpoints = [TestDeployments.Endpoint, "second-dev", "third-dev"];
        DeploymentHandle[] handles = await Task.WhenAll(endpoints.Select(endpoint => deployments.DeployAsync(request with { Endpoint = endpoint })));
        Assert.Equal(3, handles.Select(handle => handle.Port).Distinct().Count());
        foreach (DeploymentHandle handle in handles.Skip(1)) await deployments.Host.StopAsync(handle, Cancellation);
    }

    [Fact]
    public async Task DeployAsync_ImageIsNotSignedOrNotTheVersions_IsRefusedBeforeAnythingStarts()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentRequest other = await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip());
        var swapped = await Assert.ThrowsAsync<ImageException>(() => deployments.DeployAsync(request with { Image = other.Image }));
        Assert.StartsWith($"the image of sample@1 is refused: scoring pipeline: it is {other.PipelineSha256}, and {request.PipelineSha256} is on record", swapped.Message, StringComparison.Ordinal);
        foreach (TrustedKey key in await deployments.Signing.Trusted.ListAsync(Cancellation)) await deployments.Signing.Trusted.RevokeAsync(key.Key.Id, Cancellation);
        var revoked = await Assert.ThrowsAsync<ImageException>(() => deployments.DeployAsync(request));
        Assert.Contains("which was revoked on", revoked.Message, StringComparison.Ordinal);
        Assert.Empty(await deployments.RunningAsync());
    }

    [Fact]
    public async Task DeployAsync_AskedPortIsBusy_NamesItsOwner()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var refused = await Assert.ThrowsAsync<DeploymentException>(async () => await deployments.DeployAsync(await deployments.RequestAsync(SamplePipelines.Binary().ToZip()), port));
        Assert.StartsWith($"port {port} is in use by ", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"(pid {Environment.ProcessId}). Stop that program, choose another port, or leave the port out", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await deployments.RunningAsync());
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Process;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Deployment;

[Collection(TestDeployments.Ports)]
public sealed class ProcessSupervisorTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task LookAsync_ProcessWasKilled_ServesAgainUnderTheSameHandle()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle handle = (await deployments.ReleaseAsync(request)).Handle;
        ProcessSupervisor supervisor = Supervisor(deployments, TimeProvider.System);
        await supervisor.LookAsync(Cancellation);
        ProcessIdentity first = await KillAsync(deployments, handle);
        Assert.False(await deployments.Host.IsRunningAsync(handle, Cancellation));

        await supervisor.LookAsync(Cancellation);

        Assert.Null(await deployments.Scorer.WaitUntilReadyAsync(
            handle.Url, request.PipelineSha256, () => deployments.Host.IsRunningAsync(handle, Cancellation), TimeSpan.FromMinutes(1), Cancellation));
        Assert.NotEqual(first, Started(deployments, handle).Identify());
        Assert.Contains("workflow: the scorer has ended by itself and is started again", await deployments.Host.LogTailAsync(handle, 100, Cancellation), StringComparison.Ordinal);
        Assert.Equal([handle], await deployments.RunningAsync());
        await deployments.Deployer.StopAsync(Projects.Default, TestDeployments.Endpoint, forget: false, Cancellation);
        Assert.True(LoopbackPorts.IsFree(handle.Port));
    }

    // A deployment that replaces it, and one that was never recorded, know themselves what they want.
    [Fact]
    public async Task LookAsync_EndedOnPurposeOrNobodys_StaysEnded()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentHandle recorded = (await deployments.ReleaseAsync(await deployments.RequestAsync(SamplePipelines.Binary().ToZip()))).Handle;
        await deployments.Host.HaltAsync(recorded, Cancellation);
        DeploymentHandle stray = await deployments.Host.StartAsync(
            await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip()), new ScorerSettings(null, null), LoopbackPorts.Choose(new HashSet<int>([recorded.Port])), Cancellation);
        await KillAsync(deployments, stray);

        await Supervisor(deployments, TimeProvider.System).LookAsync(Cancellation);

        Assert.False(await deployments.Host.IsRunningAsync(recorded, Cancellation));
        Assert.False(await deployments.Host.IsRunningAsync(stray, Cancellation));
    }

    [Fact]
    public async Task LookAsync_EndsAgainAndAgain_IsStartedEverLater()
    {
        using var folder = new TemporaryFolder();
        string flag = folder.File("refuse");
        string starts = folder.File("starts");
        await using TestDeployments deployments = await TestDeployments.CreateAsync(
            postgres, $"#!/bin/sh\nif [ -e '{flag}' ]; then echo started >>'{starts}'; exit 1; fi\n{TestDeployments.ScorerCommand}");
        DeploymentHandle handle = (await deployments.ReleaseAsync(await deployments.RequestAsync(SamplePipelines.Binary().ToZip()))).Handle;
        await File.WriteAllTextAsync(flag, string.Empty, Cancellation);
        await KillAsync(deployments, handle);
        var time = new ManualTimeProvider();
        ProcessSupervisor supervisor = Supervisor(deployments, time);

        var startedAt = new List<int>();
        for (int second = 0; second < 20; second++)
        {
            int before = CountOf(starts);
            await supervisor.LookAsync(Cancellation);
            await UntilEndedAsync(deployments, handle);
            if (CountOf(starts) > before) startedAt.Add(second);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        // Each end is seen a second after the start; then it waits 1, 2, 4 and 8 seconds.
        Assert.Equal([0, 2, 5, 10, 19], startedAt);
    }

    // Killed between starting the process and writing its number down.
    [Fact]
    public async Task StopAsync_NumberWasNeverWrittenDown_EndsTheProcessAllTheSame()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentHandle handle = await deployments.DeployAsync(await deployments.RequestAsync(SamplePipelines.Binary().ToZip()));
        StartedProcess started = Started(deployments, handle);
        ProcessFiles.Write(started with { Process = null });
        Assert.Equal(ProcessIdentity.Parse(started.Process!), Started(deployments, handle).Identify());
        Assert.True(await deployments.Host.IsRunningAsync(handle, Cancellation));

        await deployments.Host.StopAsync(handle, Cancellation);

        Assert.False(ProcessIdentity.Parse(started.Process!).IsAlive());
        Assert.Empty(await deployments.RunningAsync());
    }

    private static ProcessSupervisor Supervisor(TestDeployments deployments, TimeProvider time) =>
        new(deployments.Home, deployments.Endpoints, time, NullLogger<ProcessSupervisor>.Instance);

    private static StartedProcess Started(TestDeployments deployments, DeploymentHandle handle) => new ProcessFiles(deployments.Home).Find(handle)!;

    private static async Task<ProcessIdentity> KillAsync(TestDeployments deployments, DeploymentHandle handle)
    {
        ProcessIdentity process = Started(deployments, handle).Identify()!;
        process.Kill();
        await UntilEndedAsync(deployments, handle);
        return process;
    }

    private static async Task UntilEndedAsync(TestDeployments deployments, DeploymentHandle handle)
    {
        while (await deployments.Host.IsRunningAsync(handle, Cancellation)) await Task.Yield();
    }

    private static int CountOf(string file) => File.Exists(file) ? File.ReadAllLines(file).Length : 0;
}

using System.Diagnostics;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Process;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Images;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment.Receipts;

/// <summary>Real scorers as processes, and what somebody may do to them.</summary>
[Collection(TestDeployments.Ports)]
public sealed class ProcessReceiptTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ProveAsync_FilesAreSwapped_ProvesAndRefutesEach()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle handle = await deployments.DeployAsync(request);
        IReadOnlyList<ProofCheck> proven = await ProveAsync(deployments, handle, request);
        Assert.Equal(["pipeline", "golden answers", "program", "port", "pipeline file"], proven.Select(check => check.Name));
        Assert.All(proven, check => Assert.Equal(ProofOutcome.Proven, check.Outcome));

        string pipeline = Directory.EnumerateFiles(deployments.Home.Endpoints, "*.pipeline", SearchOption.AllDirectories).Single();
        string program = Directory.EnumerateFiles(deployments.Home.Engine, "scorer", SearchOption.AllDirectories).Single(path => path.Contains("unpacked", StringComparison.Ordinal));
        foreach ((string path, string check) in new[] { (pipeline, "pipeline file"), (program, "program") })
        {
            byte[] before = await File.ReadAllBytesAsync(path, Cancellation);
            File.Delete(path);
            await File.WriteAllBytesAsync(path, [.. before, 0], Cancellation);
            Assert.Equal([check], RefutedBy(await ProveAsync(deployments, handle, request)));
            await File.WriteAllBytesAsync(path, before, Cancellation);
        }

        // The answers that training gave are others: the digest alone does not show it.
        DeploymentRequest other = await deployments.RequestAsync(SamplePipelines.Regression().ToZip());
        Assert.Equal(["golden answers"], RefutedBy(await ProveAsync(deployments, handle, request with { PipelineFile = other.PipelineFile })));
        Assert.Equal(["pipeline"], RefutedBy(await ProveAsync(deployments, handle, request with { PipelineSha256 = other.PipelineSha256 }))[..1]);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task ProveAsync_ProcessHasEnded_IsUnknownUntilSomebodyElseAnswersThere()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle handle = await deployments.DeployAsync(request);
        await deployments.Host.HaltAsync(handle, Cancellation);
        ProofCheck gone = Assert.Single(await ProveAsync(deployments, handle, request));
        Assert.Equal((ProofOutcome.Unknown, $"process {handle.Id} does not run"), (gone.Outcome, gone.Detail));

        // The very pipeline, and yet nobody's deployment.
        DeploymentHandle stranger = await deployments.Host.StartAsync(request, new ScorerSettings(null, null), handle.Port, Cancellation);
        Assert.Null(await deployments.Scorer.WaitUntilReadyAsync(
            stranger.Url, request.PipelineSha256, () => deployments.Host.IsRunningAsync(stranger, Cancellation), TimeSpan.FromMinutes(1), Cancellation));
        IReadOnlyList<ProofCheck> found = await ProveAsync(deployments, handle, request);
        Assert.Equal(["platform"], RefutedBy(found));
        Assert.EndsWith($"something else answers at {handle.Url}", found[^1].Detail, StringComparison.Ordinal);
    }

    // The operating system's own word counts, not the name that something was started by.
    [Fact]
    public async Task InspectAsync_AnotherProgramRuns_IsRefuted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "the program of this test is for Linux on x86-64");
        using TestImages images = await TestImages.CreateAsync("home", WaitingProgram.ToBytes());
        BuiltImage image = await images.BuildAsync();
        var scorers = new UnpackedScorers(images.Home, images.Layout);
        string program = await scorers.RequireAsync(image, Cancellation);
        var expected = new ExpectedDeployment("sample-dev", "sample@1", images.PipelineSha256, image);
        foreach ((string started, ProofOutcome outcome) in new[] { (program, ProofOutcome.Proven), ("/usr/bin/sleep", ProofOutcome.Refuted) })
        {
            using Process process = Process.Start(new ProcessStartInfo(started, ["1000"]) { UseShellExecute = false })!;
            try
            {
                var handle = new DeploymentHandle("process", ProcessIdentity.Of(process.Id)!.ToString(), 1);
                IReadOnlyList<ProofCheck> checks = await new ProcessProof(scorers).InspectAsync(handle, new StartedProcess(handle, [program, "--pipeline", images.PipelineFile]), expected, Cancellation);
                Assert.Equal(outcome, checks.Single(check => check.Name == "program").Outcome);
                Assert.Equal(ProofOutcome.Proven, checks.Single(check => check.Name == "pipeline file").Outcome);
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static Task<IReadOnlyList<ProofCheck>> ProveAsync(TestDeployments deployments, DeploymentHandle handle, DeploymentRequest request) =>
        deployments.Platform.ProveAsync(handle, Expected(request), Cancellation);

    private static ExpectedDeployment Expected(DeploymentRequest request) =>
        new(request.Endpoint, request.Name, request.PipelineSha256, request.Image) { PipelineFile = request.PipelineFile };

    private static string[] RefutedBy(IReadOnlyList<ProofCheck> checks) => [.. checks.Where(check => check.Outcome == ProofOutcome.Refuted).Select(check => check.Name)];
}

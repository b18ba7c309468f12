using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Process;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Deployment.Access;

/// <summary>Real scorers as processes, in an environment that names API keys.</summary>
[Collection(TestDeployments.Ports)]
public sealed class KeyedProcessTests(PostgresServer postgres) : IDisposable
{
    private const string Planted = "planted-key-of-this-test";
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Reference => $"file:{_folder.File("keys")}";

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployAsync_EnvironmentHasKeys_AsksForOneAndKeepsNoneAnywhere()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        Write(Planted, "another-key");
        var told = new List<string>();

        DeploymentHandle handle = (await deployments.ReleaseAsync(request, Reference, told.Add)).Handle;

        Assert.Equal((Reference, 2), (handle.Keys!.From, handle.Keys.Count));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(handle, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(handle, "planted-key"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(handle, Planted));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(handle, "another-key"));
        foreach (string asked in (string[])["/health/live", "/health/ready", "/health/startup"]) Assert.Equal(HttpStatusCode.OK, await AskAsync(handle, null, asked));
        Assert.All(await deployments.ProveAsync(handle, request), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));

        // Not in the state directory, the database and the log of the scorer among it; not in what was told; not where everybody sees it.
        Assert.Empty(await FilesWithAsync(deployments.Home.Path));
        Assert.Empty(await FilesWithAsync(deployments.DatabaseFolder));
        Assert.All(told, line => Assert.DoesNotContain(Planted, line, StringComparison.Ordinal));
        int pid = new ProcessFiles(deployments.Home).Find(handle)!.Identify()!.Pid;
        Assert.DoesNotContain(Planted, await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline"), Cancellation), StringComparison.Ordinal);

        // The same again is what serves already; other keys are not.
        Assert.Equal(handle, (await deployments.ReleaseAsync(request, Reference)).Handle);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployAsync_KeysAreExchanged_EachDeploymentHasThePresentOnes()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        Write("old");
        DeploymentHandle first = (await deployments.ReleaseAsync(request, Reference)).Handle;

        // Added, and not deployed yet: whoever asks on our own behalf finds the one that it takes.
        Write("new", "old");
        Assert.All(await deployments.ProveAsync(first, request), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));
        DeploymentHandle both = (await deployments.ReleaseAsync(request, Reference)).Handle;
        Assert.NotEqual(first.Id, both.Id);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [await AskAsync(both, "old"), await AskAsync(both, "new")]);

        Write("new");
        DeploymentHandle last = (await deployments.ReleaseAsync(request, Reference)).Handle;
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], [await AskAsync(last, "old"), await AskAsync(last, "new")]);

        // All others: what runs is not proven any more, and it is said why.
        Write("newest");
        ProofCheck unproven = Assert.Single(await deployments.ProveAsync(last, request), check => check.Outcome != ProofOutcome.Proven);
        Assert.Equal(
            (ProofOutcome.Unknown, "golden answers", $"{last.Url} takes none of the keys that are in {Reference} now: it was started with others. Deploy again, and it gets the present ones"),
            (unproven.Outcome, unproven.Name, unproven.Detail));

        DeploymentHandle open = (await deployments.ReleaseAsync(request)).Handle;
        Assert.Null(open.Keys);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(open, null));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployAsync_KeysAreNotThere_ChangesNothing()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentHandle serving = (await deployments.ReleaseAsync(await deployments.RequestAsync(SamplePipelines.Binary().ToZip()))).Handle;
        DeploymentRequest next = await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip());

        var refused = await Assert.ThrowsAsync<DeploymentException>(() => deployments.ReleaseAsync(next, Reference));

        Assert.StartsWith($"environment dev: apiKeys {Reference} cannot be read: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal([serving], await deployments.RunningAsync());
        Assert.True(await deployments.Host.IsRunningAsync(serving, Cancellation));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task LookAsync_ProcessWasKilled_HasThePresentKeysOrNoneAtAll()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        Write("old");
        DeploymentHandle handle = (await deployments.ReleaseAsync(request, Reference)).Handle;
        var supervisor = new ProcessSupervisor(deployments.Home, deployments.Endpoints, TimeProvider.System, NullLogger<ProcessSupervisor>.Instance);

        // Without its keys it does not start: it would answer everybody.
        File.Delete(_folder.File("keys"));
        await KillAsync(deployments, handle);
        await supervisor.LookAsync(Cancellation);
        Assert.False(await deployments.Host.IsRunningAsync(handle, Cancellation));

        Write("new");
        await deployments.Host.RestartAsync(handle, Cancellation);
        Assert.Null(await deployments.Scorer.WaitUntilReadyAsync(handle.Url, request.PipelineSha256, () => deployments.Host.IsRunningAsync(handle, Cancellation), TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK], [await AskAsync(handle, null), await AskAsync(handle, "old"), await AskAsync(handle, "new")]);

        await KillAsync(deployments, handle);
        Write("newest");
        var time = new ManualTimeProvider();
        supervisor = new ProcessSupervisor(deployments.Home, deployments.Endpoints, time, NullLogger<ProcessSupervisor>.Instance);
        await supervisor.LookAsync(Cancellation);
        time.Advance(TimeSpan.FromMinutes(1));
        await supervisor.LookAsync(Cancellation);
        Assert.Null(await deployments.Scorer.WaitUntilReadyAsync(handle.Url, request.PipelineSha256, () => deployments.Host.IsRunningAsync(handle, Cancellation), TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], [await AskAsync(handle, "new"), await AskAsync(handle, "newest")]);
    }

    // Going back to what is kept warm takes no start, unless it asks for keys that are no longer the environment's.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployAsync_BehindAGateway_TakesWhatIsWarmOnlyWithThePresentKeys()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        deployments.AnnounceGateway();
        DeploymentRequest first = await deployments.RequestAsync(SamplePipelines.Binary().ToZip()), second = await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip());
        Write("old");
        DeploymentHandle warm = (await deployments.ReleaseAsync(first, Reference)).Handle;
        DeploymentHandle serving = (await deployments.ReleaseAsync(second, Reference)).Handle;
        Assert.Equal(warm, (await deployments.ReleaseAsync(first, Reference)).Handle);

        Write("new");
        DeployedEndpoint back = await deployments.ReleaseAsync(second, Reference);

        Assert.NotEqual(serving.Id, back.Handle.Id);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], [await AskAsync(back.Handle, "old"), await AskAsync(back.Handle, "new")]);

        // What it took the place of was needed until the gateway followed; the same once more ends it, and with it the key of before.
        Assert.Equal(warm, back.Previous?.Handle);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(warm, "old"));
        DeployedEndpoint kept = await deployments.ReleaseAsync(second, Reference);
        Assert.Equal((back.Handle, null), (kept.Handle, kept.Previous));
        Assert.Equal([back.Handle], await deployments.RunningAsync());
    }

    // A second version asks for the environment's keys as the first does, and a rehearsal too.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployBesideAsync_EnvironmentHasKeys_AsksForThePresentOnes()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        deployments.AnnounceGateway();
        DeploymentRequest first = await deployments.RequestAsync(SamplePipelines.Binary().ToZip()), second = await deployments.RequestAsync(SamplePipelines.Multiclass().ToZip());
        Write("old");
        DeploymentHandle serving = (await deployments.ReleaseAsync(first, Reference)).Handle;
        Write("new");
        var environment = new EnvironmentDefinition { Name = "dev", Platform = "process", ApiKeys = Reference };

        DeploymentHandle beside = (await deployments.Deployer.DeployBesideAsync(Projects.Default, environment, second, _ => { }, Cancellation)).Handle;

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [await AskAsync(serving, "old"), await AskAsync(serving, "new")]);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], [await AskAsync(beside, "old"), await AskAsync(beside, "new")]);
        File.Delete(_folder.File("keys"));
        Assert.StartsWith(
            "environment dev: apiKeys ",
            (await Assert.ThrowsAsync<DeploymentException>(() => deployments.RehearseAsync(environment, first))).Message,
            StringComparison.Ordinal);
        Write("newest");
        Assert.True(await deployments.RehearseAsync(environment, first) > TimeSpan.Zero);
    }

    // As scorers of releases that knew no keys.
    [Fact]
    public async Task DeployAsync_ScorerAnswersWithoutAKey_IsRefused()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres, $"#!/bin/sh\nunset SCORER_API_KEYS\n{TestDeployments.ScorerCommand}");
        Write(Planted);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());

        var refused = await Assert.ThrowsAsync<AccessException>(() => deployments.ReleaseAsync(request, Reference));

        Assert.StartsWith($"sample-dev answers callers that show no API key, although its environment names 1 key of {Reference}.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, refused.ToString(), StringComparison.Ordinal);
        Assert.Empty(await deployments.RunningAsync());
    }

    private static async Task KillAsync(TestDeployments deployments, DeploymentHandle handle)
    {
        ProcessIdentity process = new ProcessFiles(deployments.Home).Find(handle)!.Identify()!;
        process.Kill();
        while (await deployments.Host.IsRunningAsync(handle, Cancellation)) await Task.Yield();
    }

    private static async Task<IReadOnlyList<string>> FilesWithAsync(string folder)
    {
        var found = new List<string>();
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation));
            if (text.Contains(Planted, StringComparison.Ordinal)) found.Add(file);
        }

        return found;
    }

    private void Write(params string[] keys) => File.WriteAllLines(_folder.File("keys"), keys);

    private async Task<HttpStatusCode> AskAsync(DeploymentHandle handle, string? key, string path = "/model/sample_request")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(handle.Url, path));
        if (key is not null) request.Headers.Add("x-api-key", key);
        using HttpResponseMessage response = await _http.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}

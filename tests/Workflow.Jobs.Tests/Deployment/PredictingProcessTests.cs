using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Process;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Http;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment;

/// <summary>Real scorers as processes, in an environment whose predictions are kept.</summary>
[Collection(TestDeployments.Ports)]
public sealed class PredictingProcessTests(PostgresServer postgres) : IDisposable
{
    private static readonly string[] Fields = ["temperature", "pressure", "mode"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static EnvironmentDefinition Environment => new() { Name = "dev", Platform = "process", PredictionShare = 1 };

    public void Dispose() => _http.Dispose();

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task DeployAsync_PredictionsAreKept_ComeThroughTheSocketByTheEndpointsKey()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle handle = await ReleaseAsync(deployments, request, Environment);

        // Nobody listens yet: what is predicted meanwhile waits.
        string first = await ScoreAsync(handle);
        new PredictionDelivery(deployments.Home).MakeFolder();
        Channel<(string? Endpoint, JsonNode Record)> received = Channel.CreateUnbounded<(string?, JsonNode)>();
        await using LoopbackServer receiver = await LoopbackServer.StartAsync(context => ReceiveAsync(context, deployments, received.Writer), socket: deployments.Home.PredictionSocket);
        (string? endpoint, JsonNode record) = await NextAsync(received.Reader, first);
        Assert.Equal(TestDeployments.Endpoint, endpoint);
        Assert.Equal(request.PipelineSha256, record["sha256"]!.GetValue<string>());
        Assert.All(await deployments.ProveAsync(handle, request), check => Assert.Equal(ProofOutcome.Proven, check.Outcome));

        // Started again it sends as before.
        ProcessIdentity process = new ProcessFiles(deployments.Home).Find(handle)!.Identify()!;
        process.Kill();
        while (process.IsAlive()) await Task.Yield();
        await new ProcessSupervisor(deployments.Home, deployments.Endpoints, TimeProvider.System, NullLogger<ProcessSupervisor>.Instance).LookAsync(Cancellation);
        Assert.Null(await deployments.Scorer.WaitUntilReadyAsync(
            handle.Url, request.PipelineSha256, () => deployments.Host.IsRunningAsync(handle, Cancellation), TimeSpan.FromMinutes(1), Cancellation));
        await NextAsync(received.Reader, await ScoreAsync(handle));

        // The same again is what serves already; another share is not.
        Assert.Equal(handle, await ReleaseAsync(deployments, request, Environment));
        DeploymentHandle silent = await ReleaseAsync(deployments, request, Environment with { PredictionShare = null });
        Assert.NotEqual(handle.Id, silent.Id);
        Assert.Null(new ProcessFiles(deployments.Home).Find(silent)!.PredictionShare);
    }

    private static async Task<DeploymentHandle> ReleaseAsync(TestDeployments deployments, DeploymentRequest request, EnvironmentDefinition environment) =>
        (await deployments.ReleaseAsync(request, environment: environment)).Handle;

    private static async Task ReceiveAsync(Microsoft.AspNetCore.Http.HttpContext context, TestDeployments deployments, ChannelWriter<(string? Endpoint, JsonNode Record)> received)
    {
        using var reader = new StreamReader(context.Request.Body);
        string? endpoint = new PredictionKeys(deployments.Home).EndpointOf(context.Request.Headers.Authorization.ToString()["Bearer ".Length..]);
        foreach (string line in (await reader.ReadToEndAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries)) await received.WriteAsync((endpoint, JsonNode.Parse(line)!), Cancellation);
        context.Response.StatusCode = 204;
    }

    // Others come from the proofs of the deployment itself.
    private static async Task<(string? Endpoint, JsonNode Record)> NextAsync(ChannelReader<(string? Endpoint, JsonNode Record)> received, string requestId)
    {
        while (true)
        {
            (string? Endpoint, JsonNode Record) next = await received.ReadAsync(Cancellation);
            if (next.Record["requestId"]!.GetValue<string>() == requestId) return next;
        }
    }

    private async Task<string> ScoreAsync(DeploymentHandle handle)
    {
        string id = Guid.NewGuid().ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(handle.Url, "/model/score"))
        {
            Content = JsonContent.Create(new { fields = Fields, rows = new[] { SamplePipelines.Rows[0] } }),
        };
        request.Headers.Add("x-request-id", id);
        using HttpResponseMessage answer = await _http.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();
        return id;
    }
}

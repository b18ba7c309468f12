using System.Net;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment;

[Collection(TestDeployments.Ports)]
public sealed class RemoteProofTests(PostgresServer postgres)
{
    private const string Former = "0123456789abcdef";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A Service may lead to a replica of the version before until that has ended.
    [Fact]
    public async Task RequireAsync_VersionBeforeStillAnswers_WaitsUntilItIsGone()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle handle = await deployments.DeployAsync(request);
        using var http = new HttpClient(new FormerFirst(readinesses: 3, scores: 1));
        await new RemoteProof(new ScorerClient(http, TimeProvider.System)).RequireAsync(handle, request, Former, Cancellation);
    }

    [Fact]
    public async Task RequireAsync_AnotherPipelineThanBefore_IsRefusedAtOnce()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle handle = await deployments.DeployAsync(request);
        using var http = new HttpClient(new FormerFirst(readinesses: 3, scores: 0));
        var proof = new RemoteProof(new ScorerClient(http, TimeProvider.System));
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => proof.RequireAsync(handle, request, "another", Cancellation));
        Assert.Contains($"it is ready with pipeline {Former}, not with ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequireAsync_VersionBeforeNeverGoes_IsRefusedInTheEnd()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        DeploymentRequest request = await deployments.RequestAsync(SamplePipelines.Binary().ToZip());
        DeploymentHandle handle = await deployments.DeployAsync(request);
        using var http = new HttpClient(new FormerFirst(readinesses: int.MaxValue, scores: 0));
        var proof = new RemoteProof(new ScorerClient(http, TimeProvider.System)) { ReadyTimeout = TimeSpan.FromMilliseconds(300) };
        await Assert.ThrowsAsync<DeploymentException>(() => proof.RequireAsync(handle, request, Former, Cancellation));
    }

    /// <summary>What leads to the version before for some requests, and to the scorer itself from then on.</summary>
    private sealed class FormerFirst(int readinesses, int scores) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        private int _readinesses = readinesses;
        private int _scores = scores;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string path = request.RequestUri!.AbsolutePath;
            if (path == "/health/ready" && _readinesses-- > 0) return Answer($$"""{"pipelineSha256":"{{Former}}"}""");
            if (path == "/model/score" && _scores-- > 0) return Answer("""{"score":[["0.25"]]}""");
            return base.SendAsync(request, cancellationToken);
        }

        private static Task<HttpResponseMessage> Answer(string body) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) });
    }
}

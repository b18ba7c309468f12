using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Images;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment.Receipts;

public sealed class AnswerChecksTests
{
    private const string Digest = "1234";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(503, "busy", ProofOutcome.Unknown)]
    [InlineData(200, "<html>", ProofOutcome.Refuted)]
    [InlineData(200, "{}", ProofOutcome.Refuted)]
    [InlineData(200, """{"score": [["0.5"]]}""", ProofOutcome.Refuted)]
    public async Task AskAsync_AnswerToTheSample_IsJudged(int status, string body, ProofOutcome outcome)
    {
        IReadOnlyList<ProofCheck> checks = await AskAsync($$"""{"pipelineSha256": "{{Digest}}"}""", status, body);
        Assert.Equal((ProofOutcome.Proven, outcome), (checks[0].Outcome, checks[1].Outcome));
    }

    [Theory]
    [InlineData("""{"pipelineSha256": "9999"}""", ProofOutcome.Refuted)]
    [InlineData("""{"hello": "world"}""", ProofOutcome.Unknown)]
    [InlineData("hello", ProofOutcome.Unknown)]
    public async Task AskAsync_AnotherDigestOrNone_IsJudged(string ready, ProofOutcome outcome) =>
        Assert.Equal(outcome, Assert.Single(await AskAsync(ready, 200, "{}")).Outcome);

    private static async Task<IReadOnlyList<ProofCheck>> AskAsync(string ready, int status, string answer)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("model.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Binary().ToZip().ToBytes(), Cancellation);
        using var http = new HttpClient(new Answers(ready, status, answer));
        var expected = new ExpectedDeployment("sample-dev", "sample@1", Digest, new BuiltImage("workflow/sample:1", "sha256:1", "sha256:2", 0, 0)) { PipelineFile = file };
        return await new AnswerChecks(new ScorerClient(http, TimeProvider.System)).AskAsync(new Uri("http://127.0.0.1:1"), expected, Cancellation);
    }

    private sealed class Answers(string ready, int status, string answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(request.RequestUri!.AbsolutePath switch
        {
            "/health/ready" => new HttpResponseMessage { Content = new StringContent(ready) },
            "/model/sample_request" => new HttpResponseMessage { Content = new StringContent("{}") },
            _ => new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StringContent(answer) },
        });
    }
}

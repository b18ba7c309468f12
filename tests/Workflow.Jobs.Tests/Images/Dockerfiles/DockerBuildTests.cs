using System.Net;
using Workflow.Jobs.Deployment.Docker;

namespace Workflow.Jobs.Tests.Images.Dockerfiles;

/// <summary>What an engine may answer a build: nearly everything comes inside a 200.</summary>
public sealed class DockerBuildTests
{
    private const string Id = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

    private readonly List<string> _told = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\r\n")]
    [InlineData("")]
    public async Task BuildAsync_ImageIsNamed_ReturnsItAndTellsTheLines(string between)
    {
        string answer = string.Join(between, """{"stream":"Step 1/1 : FR"}""", """{"stream":"OM scratch\n"}""", """{"status":"Pulling","id":"12"}""", $$$"""{"aux":{"ID":"{{{Id}}}"}}""", """{"stream":"Successfully built\n"}""");
        Assert.Equal(Id, await BuildAsync(answer));
        Assert.Equal(["Step 1/1 : FROM scratch", "12 Pulling", "Successfully built"], _told);
    }

    [Fact]
    public async Task BuildAsync_ErrorInsideA200_NamesTheStepAndTheLastLines()
    {
        string lines = string.Concat(Enumerable.Range(1, 30).Select(i => $$$"""{"stream":"line {{{i}}}\n"}"""));
        DockerException told = await RefusedAsync($$$"""{"stream":"Step 2/3 : RUN false\n"}{{{lines}}}{"errorDetail":{"code":1,"message":"returned a non-zero code: 1"},"error":"returned"}{"aux":{"ID":"{{{Id}}}"}}""");
        Assert.StartsWith("docker build failed at Step 2/3 : RUN false: returned a non-zero code: 1\nline 11\n", told.Message, StringComparison.Ordinal);
        Assert.EndsWith("\nline 30", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the engine named no image at its end")]
    [InlineData("""{"stream":"Step 1/1 : FROM scratch\n"}""", "the engine named no image at its end")]
    [InlineData("""{"stream":"Step 1/1 : FR""", "broke off or cannot be read")]
    [InlineData("<html>", "broke off or cannot be read")]
    [InlineData("""[1]""", "broke off or cannot be read")]
    [InlineData("""{"error":"no space left on device"}""", "no space left on device")]
    public async Task BuildAsync_NoImageComes_SaysWhy(string answer, string expected) =>
        Assert.Contains(expected, (await RefusedAsync(answer)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task BuildAsync_RefusedAtOnce_HasTheEnginesWords() => Assert.Contains(
        "400: dockerfile parse error", (await Assert.ThrowsAsync<DockerException>(() => BuildAsync("dockerfile parse error", HttpStatusCode.BadRequest))).Message, StringComparison.Ordinal);

    private Task<DockerException> RefusedAsync(string answer) => Assert.ThrowsAsync<DockerException>(() => BuildAsync(answer));

    private async Task<string> BuildAsync(string answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var http = new HttpClient(new Engine(status, answer)) { BaseAddress = new Uri("http://docker") };
        var request = new DockerBuildRequest("Dockerfile", new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), HasNetwork: false);
        return await new DockerBuild(http).BuildAsync(request, _ => Task.CompletedTask, _told.Add, Cancellation);
    }

    private sealed class Engine(HttpStatusCode status, string answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(answer) });
    }
}

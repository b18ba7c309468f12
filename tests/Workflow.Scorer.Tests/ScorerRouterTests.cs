using System.Net;
using System.Text;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Http;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests;

public sealed class ScorerRouterTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private const int Mebibyte = 1 << 20;
    private static readonly ScorerOptions SmallRequests = new() { MaximumRequestBytes = Mebibyte };

    [Theory]
    [InlineData("/v2/models/other", "there is no model \"other\"; there is: NAME")]
    [InlineData("/v2/models/other/infer", "there is no model \"other\"; there is: NAME")]
    [InlineData("/v2/models/NAME/versions/1/ready", "there is no version \"1\" of model \"NAME\"; there is: ID")]
    public async Task Handle_AnotherModel_Answers404WithTheOneThatIsServed(string path, string expected)
    {
        string Named(string text) => text.Replace("NAME", shared.Pipeline.Manifest.Name, StringComparison.Ordinal).Replace("ID", shared.Pipeline.ModelId.ToString(), StringComparison.Ordinal);
        Assert.Equal(Named(expected), (await Answers.ProblemAsync(await shared.Scorer.GetAsync(Named(path)), HttpStatusCode.NotFound)).Detail);
    }

    [Theory]
    [InlineData("/model")]
    [InlineData("/model/score/")]
    [InlineData("/MODEL/score")]
    [InlineData("/model/capability")]
    [InlineData("/model/score%2f")]
    [InlineData("/../etc/passwd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    public async Task Handle_UnknownPath_Answers404WithWhatThereIs(string path)
    {
        Problem problem = await Answers.ProblemAsync(await shared.Scorer.GetAsync(path), HttpStatusCode.NotFound);
        string model = $"/v2/models/{shared.Pipeline.Manifest.Name}", version = $"{model}/versions/{shared.Pipeline.ModelId}";
        Assert.Equal(
            "there are: /, /health/live, /health/ready, /health/startup, /inference.proto, /invocations, /metrics, /model/capabilities, /model/contribution, /model/id, /model/sample_request, /model/schema, /model/score,"
            + $" /monitor/sketch, /openapi.json, /ping, /predict, /rpc, /scoring.thrift, /v2, /v2/health/live, /v2/health/ready, {model}, {model}/infer, {model}/ready, {version}, {version}/infer, {version}/ready, /version",
            problem.Detail);
    }

    [Theory]
    [InlineData("GET", "/model/score", "POST")]
    [InlineData("PUT", "/model/score", "POST")]
    [InlineData("DELETE", "/model/score", "POST")]
    [InlineData("OPTIONS", "/model/score", "POST")]
    [InlineData("TRACE", "/model/score", "POST")]
    [InlineData("INVENTED", "/model/score", "POST")]
    [InlineData("POST", "/model/id", "GET")]
    [InlineData("POST", "/model/schema", "GET")]
    [InlineData("PATCH", "/model/sample_request", "GET")]
    [InlineData("POST", "/scoring.thrift", "GET")]
    [InlineData("POST", "/inference.proto", "GET")]
    [InlineData("POST", "/health/live", "GET")]
    [InlineData("POST", "/health/ready", "GET")]
    public async Task Handle_WrongMethod_Answers405WithTheRightOne(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        HttpResponseMessage response = await shared.Scorer.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal($"use {allowed}", (await Answers.ProblemAsync(response, HttpStatusCode.MethodNotAllowed)).Detail);
        Assert.Equal([allowed], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Handle_FileNamedInTheQuery_IsNotRead()
    {
        HttpResponseMessage response = await shared.Scorer.GetAsync("model/score?file=/etc/passwd");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Handle_BodyOfExactlyTheLimit_IsAccepted()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes(), SmallRequests);
        await Answers.ScoresAsync(await scorer.ScoreAsync(Padded(Mebibyte)), scorer.Pipeline!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4 * Mebibyte)]
    public async Task Handle_ContentLengthOverTheLimit_Answers413(int over)
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes(), SmallRequests);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/model/score") { Content = new ByteArrayContent(Padded(Mebibyte + over)) };
        request.Headers.ExpectContinue = true;
        HttpResponseMessage response = await scorer.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Problem problem = await Answers.ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("a request may have at most 1048576 bytes; send fewer rows at a time", problem.Detail);
        Assert.Equal(HttpStatusCode.OK, (await scorer.GetAsync("health/ready")).StatusCode);
    }

    [Fact]
    public async Task Handle_ChunksThatTogetherPassTheLimit_Answers413()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes(), SmallRequests);
        using RawConnection connection = await RawConnection.OpenAsync(scorer.Address);
        await connection.SendAsync("POST /model/score HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        byte[] chunk = [.. "10000\r\n"u8, .. Enumerable.Repeat((byte)' ', 0x10000), .. "\r\n"u8];
        for (int i = 0; i < Mebibyte / 0x10000; i++) await connection.SendAsync(chunk);
        await connection.SendAsync("1\r\n \r\n");
        string answer = await connection.ReadUntilAsync("send fewer rows at a time");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await scorer.GetAsync("health/ready")).StatusCode);
    }

    // What HTTP itself forbids is the caller's mistake, not the scorer's.
    [Theory]
    [InlineData("xyz\r\n{}\r\n")]
    [InlineData("2\r\n{}no line end")]
    [InlineData("-1\r\n{}\r\n")]
    public async Task Handle_BrokenChunks_Answers400(string chunks)
    {
        using RawConnection connection = await RawConnection.OpenAsync(shared.Scorer.Address);
        await connection.SendAsync($"POST /model/score HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
        string answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_CallerThatLeavesInTheMiddleOfABody_DisturbsNobody()
    {
        for (int i = 0; i < 20; i++)
        {
            using RawConnection connection = await RawConnection.OpenAsync(shared.Scorer.Address);
            await connection.SendAsync("POST /model/score HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
            await connection.ReadUntilAsync("100 Continue");
            await connection.SendAsync("{\"fields\":[");
        }

        Assert.Equal(HttpStatusCode.OK, (await shared.Scorer.GetAsync("health/ready")).StatusCode);
    }

    [Fact]
    public async Task Handle_AnyAnswer_DoesNotNameTheServer()
    {
        HttpResponseMessage response = await shared.Scorer.GetAsync("health/live");
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("X-Powered-By"));
    }

    private static byte[] Padded(int length) => Encoding.UTF8.GetBytes(
        ("""{"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"]]""" + new string(' ', length))[..(length - 1)] + "}");
}

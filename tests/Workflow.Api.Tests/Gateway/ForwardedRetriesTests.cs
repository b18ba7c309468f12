using System.Net;
using Workflow.Api.Gateway;
using Workflow.Api.Tests.TestData;

namespace Workflow.Api.Tests.Gateway;

public sealed class ForwardedRetriesTests
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    private static readonly GatewayOptions Patient = new() { SwitchPatience = TimeSpan.FromSeconds(20) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "health/ready", false)]
    [InlineData("HEAD", "model/schema", false)]
    [InlineData("POST", "model/score", true)]
    [InlineData("POST", "model/score?includeFieldsInOutput=a", true)]
    [InlineData("POST", "model/contribution", true)]
    [InlineData("POST", "predict", true)]
    [InlineData("POST", "invocations", true)]
    [InlineData("POST", "rpc", true)]
    [InlineData("POST", "v2/models/m/infer", true)]
    [InlineData("POST", "v2/models/m/versions/1/infer", true)]
    public async Task Lost_ReadsOrScores_IsSentOnceMore(string method, string path, bool hasBody)
    {
        using RawTarget target = LosesFirst(1);
        using HttpResponseMessage answer = await AskAsync(target, method, path, hasBody ? "{} END" : null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, target.Connections);
    }

    [Theory]
    [InlineData("POST", "feedback", true)]
    [InlineData("POST", "model/score/other", true)]
    [InlineData("POST", "reload", false)]
    [InlineData("PUT", "model/score", true)]
    [InlineData("DELETE", "model", false)]
    [InlineData("PATCH", "predict", true)]
    public async Task Lost_MayChangeSomething_IsNotSentAgain(string method, string path, bool hasBody)
    {
        using RawTarget target = LosesFirst(1);
        using HttpResponseMessage answer = await AskAsync(target, method, path, hasBody ? "{} END" : null);
        await Problems.AssertAsync(answer, HttpStatusCode.BadGateway, "endpoint-lost");
        Assert.Equal(1, target.Connections);
    }

    [Fact]
    public async Task Lost_Twice_IsNotSentAThirdTime()
    {
        using RawTarget target = LosesFirst(2);
        using HttpResponseMessage answer = await AskAsync(target, "POST", "model/score", "{} END");
        await Problems.AssertAsync(answer, HttpStatusCode.BadGateway, "endpoint-lost");
        Assert.Equal(2, target.Connections);
    }

    [Theory]
    [InlineData(64 << 10, 2)]
    [InlineData((64 << 10) + 1, 1)]
    public async Task Lost_BodyOfUnknownLength_IsSentAgainOnlyWhileItIsKept(int length, int connections)
    {
        using RawTarget target = LosesFirst(1);
        await using RunningGateway gateway = await RunningGateway.StartAsync(Patient);
        gateway.Routes.Set(target.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, "model/score") { Content = new StringContent(new string('x', length)) };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request, Cancel);
        Assert.Equal(connections == 2 ? HttpStatusCode.OK : HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal(connections, target.Connections);
    }

    [Fact]
    public async Task Lost_RouteHasChanged_GoesToTheNewTarget()
    {
        using RawTarget old = LosesFirst(1);
        using RawTarget replacement = LosesFirst(0);
        await using RunningGateway gateway = await RunningGateway.StartAsync(Patient);
        gateway.Routes.Set(old.Url);
        gateway.Routes.OnRefresh = () => gateway.Routes.Set(replacement.Url);
        using HttpResponseMessage answer = await gateway.Client.PostAsync(new Uri("predict", UriKind.Relative), new StringContent("[1] END"), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((1, 1), (old.Connections, replacement.Connections));
    }

    [Theory]
    [InlineData("PUT", 100)]
    [InlineData("POST", 1_000_000)]
    public async Task Refused_WhileTheEndpointIsSwitched_WaitsForItsNewTargetWhateverIsAsked(string method, int length)
    {
        using RawTarget replacement = RawTarget.Start(async peer =>
        {
            await peer.ReadUntilAsync("END");
            await peer.SendAsync(Answer);
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync(Patient);
        Uri nobody = RunningGateway.Nobody();
        gateway.Routes.Set(nobody);
        gateway.Routes.OnRefresh = () =>
        {
            if (gateway.Routes.Refreshes == 5) gateway.Routes.Set(replacement.Url);
        };
        using var request = new HttpRequestMessage(new HttpMethod(method), "anything") { Content = new StringContent(new string('x', length) + "END") };
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(5, gateway.Routes.Refreshes);
    }

    [Fact]
    public async Task Refused_EndpointIsStoppedMeanwhile_Answers503()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Patient);
        gateway.Routes.Set(RunningGateway.Nobody());
        gateway.Routes.OnRefresh = () => gateway.Routes.Set();
        using HttpResponseMessage answer = await gateway.Client.GetAsync(new Uri("ping", UriKind.Relative), Cancel);
        await Problems.AssertAsync(answer, HttpStatusCode.ServiceUnavailable, "endpoint-stopped");
    }

    // Reads the request to its end, whatever its framing, before it ends the connection or answers.
    private static RawTarget LosesFirst(int lost) => RawTarget.Start(async peer =>
    {
        string head = (await peer.ReadUntilAsync("\r\n\r\n"))!;
        if (head.Contains("chunked", StringComparison.Ordinal)) await peer.ReadUntilAsync("\r\n0\r\n\r\n");
        else if (head.Contains("Content-Length: ", StringComparison.Ordinal) && !head.Contains("Content-Length: 0", StringComparison.Ordinal)) await peer.ReadUntilAsync("END");
        if (peer.Number > lost) await peer.SendAsync(head.StartsWith("HEAD", StringComparison.Ordinal) ? Answer[..^2] : Answer);
    });

    private static async Task<HttpResponseMessage> AskAsync(RawTarget target, string method, string path, string? body)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Patient);
        gateway.Routes.Set(target.Url);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body) };
        HttpResponseMessage answer = await gateway.Client.SendAsync(request, Cancel);
        await answer.Content.LoadIntoBufferAsync(Cancel);
        return answer;
    }
}

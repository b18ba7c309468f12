using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Storage;
using Workflow.Testing.Http;
using ProblemMiddleware = Workflow.Api.Endpoints.ProblemMiddleware;

namespace Workflow.Api.Tests.Endpoints;

public sealed class ProblemMiddlewareTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private RunningServer Server => shared.Server;

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api/v1")]
    [InlineData("/api/v2/runs")]
    [InlineData("/API/V1/nothing")]
    public async Task Invoke_UnknownAddress_Answers404(string path) => Assert.Equal(
        $"GET {path} is nothing here", await Problems.AssertAsync(await Server.GetAsync(path), HttpStatusCode.NotFound, "no-such-address"));

    [Theory]
    [InlineData("DELETE", "/api/v1/runs")]
    [InlineData("PUT", "/")]
    [InlineData("POST", "/api/v1/status")]
    public async Task Invoke_WrongMethod_Answers405WithTheRightOnes(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        HttpResponseMessage response = await Server.Owner.SendAsync(request, TestContext.Current.CancellationToken);
        await Problems.AssertAsync(response, HttpStatusCode.MethodNotAllowed, "no-such-address");
        Assert.Contains("GET", response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Invoke_Defect_Answers500WithoutDetailsAndLogsThem()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        string run = (await stored.AddRunsAsync(1))[0];
        await stored.ExecuteAsync("UPDATE run SET definition = 'no JSON' WHERE id = @run", new { run });
        Assert.Equal(
            "a defect of this program; its log says more",
            await Problems.AssertAsync(await server.GetAsync($"/api/v1/runs/{run}"), HttpStatusCode.InternalServerError, "defect"));
        Assert.Contains(server.Log.Lines, line => line.StartsWith("Error ", StringComparison.Ordinal) && line.Contains("JsonException", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, 503, "5")]
    [InlineData(false, 422, "")]
    public async Task Invoke_DatabaseThatCannotBeUsed_Answers503WhereWaitingHelps(bool isRetryable, int status, string retryAfter)
    {
        var middleware = new ProblemMiddleware(
            _ => throw new StorageException("the database is away") { IsRetryable = isRetryable }, NullLogger<ProblemMiddleware>.Instance);
        var context = new DefaultHttpContext();
        await middleware.InvokeAsync(context);
        Assert.Equal((status, retryAfter), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task Invoke_ClientIsGone_IsNoDefect()
    {
        var log = new CapturedLog();
        using var logs = new LoggerFactory([log]);
        var middleware = new ProblemMiddleware(_ => throw new ConnectionResetException("reset by peer"), logs.CreateLogger<ProblemMiddleware>());
        await middleware.InvokeAsync(new DefaultHttpContext());
        Assert.Empty(log.Lines);
    }

    // PostgreSQL refuses to be asked for it.
    [Theory]
    [InlineData("/api/v1/runs?tag=a%00b", "tag")]
    [InlineData("/api/v1/runs?pipeline=%00", "pipeline")]
    [InlineData("/api/v1/requests?group=a&group=%00", "group")]
    [InlineData("/runs?tag=%00", "tag")]
    [InlineData("/api/v1/runs?%00=1", "%00")]
    public async Task Invoke_NulInTheAddress_Answers400NamingTheParameter(string path, string name) => Assert.Equal(
        $"{name}: a NUL (%00) is no text", await Problems.AssertAsync(await Server.GetAsync(path), HttpStatusCode.BadRequest, "request-invalid"));

    [Fact]
    public async Task Invoke_BodyOverTheLimit_Answers413()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(server.Address);

        // Who asks first is told before the body is sent.
        await connection.SendAsync(
            $"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.Key}\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 40000000\r\n\r\n");
        string answer = await connection.ReadUntilAsync("request-invalid");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_CallerThatLeaves_IsNoDefect()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        for (int i = 0; i < 10; i++)
        {
            using RawConnection connection = await RawConnection.OpenAsync(server.Address);
            await connection.SendAsync(
                $"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.Key}\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n");
            await connection.ReadUntilAsync("100 Continue");
            await connection.SendAsync("{");
        }

        await server.ReadAsync("/api/v1/status");
        Assert.DoesNotContain(server.Log.Lines, line => line.StartsWith("Error ", StringComparison.Ordinal));
    }
}

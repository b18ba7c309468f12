using System.Net;
using Microsoft.AspNetCore.Http;
using Workflow.Testing.Http;

namespace Workflow.Api.Tests.Gateway;

public sealed class ForwardedHeadersTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Connection says neither close nor keep-alive: of such a header the web server forgets the other words before anybody can read them.
    [Fact]
    public async Task Request_WithHeadersOfItsConnection_ArrivesWithoutThemAndWithItsOrigin()
    {
        string sent = await SendAsync(
            "POST /endpoints/default/x/model/%73core?a=%20&b=/../c HTTP/1.1\r\nHost: localhost:8080\r\nConnection: X-Mine, X-Yours\r\nX-Yours: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n"
            + "Proxy-Authorization: Basic eDp5\r\nProxy-Connection: keep-alive\r\nX-Mine: 1\r\nX-Other: 2\r\nX-Other: 3\r\nx-api-key: my+key=\r\nx-request-id: abc\r\nAuthorization: Bearer their-key\r\n"
            + "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Prefix: /lie\r\nVia: 1.1 front\r\nContent-Type: text/csv; charset=utf-8\r\nContent-Length: 3\r\n\r\na,b",
            "a,b");

        Assert.StartsWith("POST /model/%73core?a=%20&b=/../c HTTP/1.1\r\n", sent, StringComparison.Ordinal);
        string[] lines = [.. sent.Split("\r\n\r\n")[0].Split("\r\n").Skip(1).Order(StringComparer.OrdinalIgnoreCase)];
        Assert.Equal(
            [
                "Authorization: Bearer their-key", "Content-Length: 3", "Content-Type: text/csv; charset=utf-8", "Host: HOST", "Via: 1.1 front, 1.1 workflow", "x-api-key: my+key=",
                "X-Forwarded-For: 10.0.0.1, 127.0.0.1", "X-Forwarded-Host: localhost:8080", "X-Forwarded-Prefix: /endpoints/default/x", "X-Forwarded-Proto: http",
                "X-Other: 2, 3", "x-request-id: abc",
            ],
            lines,
            StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Request_WithTheDashboardsSession_ArrivesWithoutIt()
    {
        string sent = await SendAsync(
            "GET /endpoints/default/x/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: a=1; workflow-session-8080=secret; b=2\r\n\r\n", "\r\n\r\n");
        Assert.Contains("Cookie: a=1; b=2\r\n", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_WithHeadersOfItsConnection_ArrivesWithoutThem()
    {
        using RawTarget target = RawTarget.Start(async peer =>
        {
            await peer.ReadUntilAsync("\r\n\r\n");
            await peer.SendAsync(
                "HTTP/1.1 207 Many Things\r\nConnection: close, X-Hop\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\nX-Two: a\r\nX-Two: b\r\nSet-Cookie: c=1\r\nSet-Cookie: d=2\r\n"
                + "Server: theirs\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Type: text/csv\r\nContent-Length: 2\r\n\r\nok");
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using RawConnection client = await gateway.OpenAsync();
        await client.SendAsync("GET /endpoints/default/x/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        string answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 207 Many Things\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
        foreach (string line in (string[])["X-Two: a", "X-Two: b", "Set-Cookie: c=1", "Set-Cookie: d=2", "Server: theirs", "Date: Thu, 01 Jan 2026 00:00:00 GMT", "Content-Type: text/csv", "Content-Length: 2", "Via: 1.1 workflow"])
        {
            Assert.Contains($"\r\n{line}\r\n", answer, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("X-Hop", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Keep-Alive", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ToHead_HasTheLengthAndNoBody()
    {
        await using LoopbackServer target = await LoopbackServer.StartAsync(context =>
        {
            context.Response.ContentLength = 1234;
            return Task.CompletedTask;
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using HttpResponseMessage answer = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "model/schema"), Cancel);
        Assert.Equal(1234, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData(StatusCodes.Status204NoContent)]
    [InlineData(StatusCodes.Status304NotModified)]
    [InlineData(StatusCodes.Status404NotFound)]
    [InlineData(StatusCodes.Status500InternalServerError)]
    public async Task Answer_WithoutABody_StaysEmpty(int status)
    {
        await using LoopbackServer target = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using HttpResponseMessage answer = await gateway.Client.GetAsync(new Uri("nothing", UriKind.Relative), Cancel);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task Answer_IsARedirectOrEncoded_IsHandedBackAsItIs()
    {
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = "/elsewhere";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(new byte[] { 31, 139, 0 }, Cancel);
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using HttpResponseMessage answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, gateway.Client.BaseAddress), Cancel);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/elsewhere", answer.Headers.Location?.OriginalString);
        Assert.Equal([31, 139, 0], await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task Answer_WithTrailers_EndsWithThem()
    {
        using RawTarget target = RawTarget.Start(async peer =>
        {
            await peer.ReadUntilAsync("\r\n\r\n");
            await peer.SendAsync("HTTP/1.1 200 OK\r\nTrailer: X-Rows\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Rows: 7\r\n\r\n");
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using HttpResponseMessage answer = await gateway.Client.GetAsync(new Uri("rows", UriKind.Relative), Cancel);
        Assert.Equal("abc", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("7", Assert.Single(answer.TrailingHeaders.GetValues("X-Rows")));
    }

    private static async Task<string> SendAsync(string request, string end)
    {
        var arrived = new TaskCompletionSource<string>();
        using RawTarget target = RawTarget.Start(async peer =>
        {
            arrived.SetResult((await peer.ReadUntilAsync(end))!);
            await peer.SendAsync(Ok);
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using RawConnection client = await gateway.OpenAsync();
        await client.SendAsync(request);
        await client.ReadUntilAsync("\r\n\r\nok");
        return (await arrived.Task).Replace(target.Url.Authority, "HOST", StringComparison.Ordinal);
    }
}

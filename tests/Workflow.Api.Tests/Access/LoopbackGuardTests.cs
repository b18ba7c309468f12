using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Workflow.Api.Tests.TestData;

namespace Workflow.Api.Tests.Access;

/// <summary>Who is let in. The addresses are those that the server has mapped, so that a new one cannot be forgotten.</summary>
public sealed class LoopbackGuardTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Predictions = "/api/v1/predictions";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IReadOnlyList<(string Method, string Path)> Routes =>
    [
        .. from endpoint in shared.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST", "PUT", "DELETE", "PATCH"]
           select (method, Example(endpoint.RoutePattern)),
    ];

    private IReadOnlyList<(string Method, string Path)> Changing => [.. Routes.Where(route => route.Method is not ("GET" or "HEAD"))];

    [Fact]
    public void Routes_OfTheServer_AreAllSeen()
    {
        Assert.Contains(("GET", "/"), Routes);
        Assert.Contains(("GET", "/assets/x"), Routes);
        Assert.Contains(("POST", "/api/v1/runs/"), Routes);
        Assert.Contains(("POST", Predictions), Routes);
        Assert.Contains(("POST", "/api/v1/runs/x/cancel"), Routes);
        Assert.Contains(("POST", "/api/v1/endpoints/x/stop"), Routes);
        Assert.Contains(("GET", "/api/v1/versions/x/1/pipeline"), Routes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("Bearer KEY0")]
    [InlineData("Bearer  KEY")]
    [InlineData("KEY")]
    [InlineData("Basic KEY")]
    public async Task EveryChangingRoute_WithoutTheKey_Answers401(string? authorization)
    {
        foreach ((string method, string path) in Changing)
        {
            string? header = authorization?.Replace("KEY", shared.Server.Key, StringComparison.Ordinal);
            HttpResponseMessage response = await SendAsync(method, path, ("Authorization", header));
            Assert.Contains("Authorization: Bearer KEY", await Problems.AssertAsync(response, HttpStatusCode.Unauthorized, "key-missing"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task EveryChangingRoute_WithTheKeyInTheAddress_Answers401()
    {
        foreach ((string method, string path) in Changing)
        {
            await Problems.AssertAsync(await SendAsync(method, $"{path}?key={shared.Server.Key}&access_token={shared.Server.Key}"), HttpStatusCode.Unauthorized, "key-missing");
        }
    }

    [Theory]
    [InlineData("PUT", "/api/v1/runs/")]
    [InlineData("DELETE", "/api/v1/runs/x")]
    [InlineData("PATCH", "/")]
    [InlineData("POST", "/nothing/here")]
    [InlineData("OPTIONS", "/api/v1/runs/")]
    [InlineData("TRACE", "/")]
    public async Task OtherMethods_WithoutTheKey_Answer401(string method, string path) =>
        await Problems.AssertAsync(await SendAsync(method, path), HttpStatusCode.Unauthorized, "key-missing");

    // Predictions come with the keys of endpoints alone.
    [Fact]
    public async Task EveryChangingRoute_WithTheKey_IsLetIn()
    {
        foreach ((string method, string path) in Changing.Where(route => route.Path != Predictions))
        {
            HttpResponseMessage response = await SendAsync(method, path, ("Authorization", $"Bearer {shared.Server.Key}"));
            Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.NotEqual(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task EveryReadingRoute_WithoutTheKey_IsLetIn()
    {
        foreach ((string method, string path) in Routes.Except(Changing))
        {
            HttpResponseMessage response = await SendAsync(method, path);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{method} {path}: {response.StatusCode}");
        }
    }

    [Theory]
    [InlineData("example.org")]
    [InlineData("example.org:8080")]
    [InlineData("127.0.0.1.example.org")]
    [InlineData("localhost.example.org")]
    [InlineData("evil-localhost")]
    [InlineData("192.168.0.7")]
    [InlineData("0.0.0.0")]
    [InlineData("[2001:db8::1]")]
    [InlineData("metadata.google.internal")]
    public async Task EveryRoute_UnderAForeignHost_IsRefusedEvenWithTheKey(string host)
    {
        foreach ((string method, string path) in Routes)
        {
            HttpResponseMessage response = await SendAsync(method, path, ("Host", host), ("Authorization", $"Bearer {shared.Server.Key}"));
            await Problems.AssertAsync(response, HttpStatusCode.MisdirectedRequest, "host-refused");
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost")]
    [InlineData("LocalHost:8080")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    public async Task Overview_UnderANameOfThisMachine_IsShown(string host) =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/", ("Host", host))).StatusCode);

    [Theory]
    [InlineData("https://example.org")]
    [InlineData("http://example.org:PORT")]
    [InlineData("http://127.0.0.1.example.org:PORT")]
    [InlineData("http://localhost:1")]
    [InlineData("http://127.0.0.1")]
    [InlineData("null")]
    [InlineData("file://")]
    [InlineData("nonsense")]
    public async Task EveryChangingRoute_FromAForeignPage_Answers403EvenWithTheKey(string origin)
    {
        foreach ((string method, string path) in Changing)
        {
            HttpResponseMessage response = await SendAsync(
                method, path, ("Origin", WithPort(origin)), ("Authorization", $"Bearer {shared.Server.Key}"));
            await Problems.AssertAsync(response, HttpStatusCode.Forbidden, "origin-refused");
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:PORT")]
    [InlineData("http://localhost:PORT")]
    public async Task EveryChangingRoute_FromAnOwnPage_StillNeedsTheKey(string origin)
    {
        foreach ((string method, string path) in Changing.Where(route => route.Path != Predictions))
        {
            await Problems.AssertAsync(await SendAsync(method, path, ("Origin", WithPort(origin))), HttpStatusCode.Unauthorized, "key-missing");
            HttpResponseMessage response = await SendAsync(
                method, path, ("Origin", WithPort(origin)), ("Authorization", $"Bearer {shared.Server.Key}"));
            Assert.NotEqual(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    // No other page may read what the server answers either.
    [Fact]
    public async Task EveryReadingRoute_FromAForeignPage_AllowsNoSharing()
    {
        foreach ((string method, string path) in Routes.Except(Changing))
        {
            HttpResponseMessage response = await SendAsync(method, path, ("Origin", "https://example.org"));
            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Key_WhateverIsAsked_StandsInNoAnswerAndNoLog()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.RunAsync("rig");
        await server.RunAsync("unavailable");
        await server.PostAsync("/api/v1/runs", new { pipeline = "nowhere" });
        await server.PostAsync("/api/v1/runs", new { nonsense = 1 });
        string[] paths =
        [
            "/", "/assets/live.js", "/assets/site.css", "/api/v1/status", "/api/v1/pipelines", "/api/v1/runs", "/api/v1/versions", "/api/v1/endpoints",
            $"/api/v1/runs/{server.Key}", "/nothing",
        ];
        var answers = new StringBuilder();
        foreach (string path in paths)
        {
            HttpResponseMessage response = await server.Owner.GetAsync(new Uri(path, UriKind.Relative), Cancel);
            answers.Append(CultureInfo.InvariantCulture, $"{response.Headers}{response.Content.Headers}");
            string body = await response.Content.ReadAsStringAsync(Cancel);
            if (!path.Contains(server.Key, StringComparison.Ordinal)) answers.Append(body);
        }

        Assert.DoesNotContain(server.Key, answers.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(server.Log.Lines);
        Assert.DoesNotContain(
            server.Log.Lines, line => line.Contains(server.Key, StringComparison.Ordinal) && !line.Contains($"/runs/{server.Key}", StringComparison.Ordinal));
    }

    private static string Example(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part =>
        part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { Name: "number" } => "1",
            _ => "x",
        })))) + (pattern.RawText!.Length > 1 && pattern.RawText.EndsWith('/') ? "/" : string.Empty);

    private string WithPort(string origin) => origin.Replace("PORT", shared.Server.Address.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private async Task<HttpResponseMessage> SendAsync(string method, string path, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (method is not ("GET" or "HEAD")) request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        foreach ((string name, string? value) in headers)
        {
            if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
        }

        return await shared.Server.Anybody.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }
}

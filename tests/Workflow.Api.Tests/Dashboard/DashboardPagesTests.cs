using System.Net;
using System.Net.ServerSentEvents;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Testing.Http;
using Workflow.Testing.Pipelines;
using Workflow.Testing.Scoring;

namespace Workflow.Api.Tests.Dashboard;

public sealed class DashboardPagesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>&amp;";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningServer Server => shared.Server;

    [Fact]
    public async Task Overview_NothingStored_TeachesTheNextCommands()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string html = await PageAsync(server);
        Assert.Contains("Nothing is deployed yet. Run a pipeline: <code>./workflow run hydraulic-cooling</code>", html, StringComparison.Ordinal);
        Assert.Contains("No model has been trained yet.", html, StringComparison.Ordinal);
        Assert.Contains("No run yet. Begin one: <code>./workflow run hydraulic-cooling</code>, or <code>POST /api/v1/runs</code>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_RunsAndVersionsStored_ShowsThem()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        RunResult succeeded = await server.RunAsync("rig");
        RunResult failed = await server.RunAsync("unavailable");
        ModelVersion version = await new StoredThings(server).AddVersionAsync(SamplePipelines.Binary(), learner: "xgboost forest", simulated: true);
        await new StoredThings(server).AddEndpointAsync("stored-dev", 1, version.PipelineSha256, stopped: true);
        string html = await PageAsync(server);
        Assert.Contains($"""<a href="/runs/{succeeded.Run}">""", html, StringComparison.Ordinal);
        Assert.Contains($"""<a href="/runs/{failed.Run}">""", html, StringComparison.Ordinal);
        Assert.Contains("no source can be had", html, StringComparison.Ordinal);
        Assert.Contains("xgboost forest", html, StringComparison.Ordinal);
        Assert.Contains("simulated data", html, StringComparison.Ordinal);
        Assert.Contains("0.0123", html, StringComparison.Ordinal);
        Assert.Contains("""<a href="/api/v1/versions/stored/1/card">""", html, StringComparison.Ordinal);
        Assert.Contains("stored-dev", html, StringComparison.Ordinal);
        Assert.Contains(">stopped<", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_HostileTexts_AreTextsEverywhere()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        await stored.AddRunsAsync(1, RunState.Failed, Hostile, Hostile);
        ModelVersion version = await stored.AddVersionAsync(SamplePipelines.Binary(), learner: Hostile, origin: Hostile);
        await stored.AddEndpointAsync(Hostile, 1, version.PipelineSha256);
        await stored.ExecuteAsync("UPDATE endpoint SET image_reference = @Hostile, environment = @Hostile", new { Hostile });
        await server.RunAsync("unavailable");

        string html = await PageAsync(server);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\"'><b>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;", html, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode("recipe <script>"), html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_Headers_ForbidEverythingFromElsewhereAndEverythingInline()
    {
        HttpResponseMessage response = await Server.GetAsync("/");
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Dictionary<string, string> directives = policy.Split(';', StringSplitOptions.TrimEntries)
            .Select(directive => directive.Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        Assert.Equal("'none'", directives["default-src"]);
        Assert.Equal("'self'", directives["script-src"]);
        Assert.Equal("'self'", directives["style-src"]);
        Assert.Equal("'self'", directives["connect-src"]);
        Assert.Equal("'none'", directives["frame-ancestors"]);
        Assert.Equal("'none'", directives["base-uri"]);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    // What the policy would forbid must not be there in the first place.
    [Fact]
    public async Task Overview_Html_HasNoInlineScriptsOrStyles()
    {
        await new StoredThings(Server).AddRunsAsync(3, RunState.Failed, "why");
        string html = await PageAsync(Server);
        Assert.DoesNotContain(" style=", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" onclick=", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<style", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, html.Split("<script").Length - 1);
        Assert.StartsWith("<!doctype html>", html.TrimStart(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("site.css", "text/css; charset=utf-8", ":root")]
    [InlineData("live.js", "text/javascript; charset=utf-8", "EventSource")]
    [InlineData("icon.svg", "image/svg+xml", "<svg")]
    public async Task Asset_Known_IsServedWithItsType(string name, string type, string part)
    {
        HttpResponseMessage response = await Server.GetAsync($"/assets/{name}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains(part, await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/assets/")]
    [InlineData("/assets/nothing.css")]
    [InlineData("/assets/site.css.map")]
    [InlineData("/assets/site.CSS")]
    [InlineData("/assets/../assets/live.js/x")]
    [InlineData("/assets/../server.json")]
    [InlineData("/assets/..%2f..%2fserver.json")]
    [InlineData("/assets/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/assets/..%5c..%5cserver.json")]
    [InlineData("/assets/%2fetc%2fpasswd")]
    [InlineData("/assets/Workflow.Api.dll")]
    [InlineData("/assets/site.css%00.js")]
    public async Task Asset_Unknown_Answers404(string path)
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server.Address);
        await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        string answer = await connection.ReadToEndAsync();
        Assert.True(
            answer.StartsWith("HTTP/1.1 404 ", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Changes_RunBegins_TellsSo()
    {
        await using Stream stream = await Server.Anybody.GetStreamAsync(new Uri("/changes", UriKind.Relative), Cancel);
        await using IAsyncEnumerator<SseItem<string>> changes = SseParser.Create(stream).EnumerateAsync(Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal("change", changes.Current.EventType);
        using var gate = new Gate(Server.Folder);
        await Server.StartRunAsync("gated", noCache: true);
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal("change", changes.Current.EventType);
        await gate.ReachedAsync(Cancel);
    }

    private static async Task<string> PageAsync(RunningServer server)
    {
        HttpResponseMessage response = await server.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancel);
    }
}

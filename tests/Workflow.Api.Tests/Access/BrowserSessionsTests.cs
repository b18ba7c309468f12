using System.Net;
using System.Net.Http.Json;
using Workflow.Api.Tests.TestData;

namespace Workflow.Api.Tests.Access;

/// <summary>Browsers that have shown the key, and those that have not.</summary>
public sealed class BrowserSessionsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningServer Server => shared.Server;

    [Fact]
    public async Task SignIn_WithTheKey_KeepsARandomValueAndLeavesTheAddress()
    {
        using var browser = new FormBrowser(Server);
        HttpResponseMessage response = await browser.GetAsync($"/sign-in?key={Server.Key}");
        Assert.Equal("/", await FormBrowser.SentToAsync(response));
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Server.Key, cookie, StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("signed in", await browser.PageAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Log.Lines, line => line.Contains(Server.Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/sign-in?key=wrong")]
    [InlineData("/sign-in?key=")]
    public async Task SignIn_WithAnythingElse_Answers401AndKeepsNothing(string path)
    {
        using var browser = new FormBrowser(Server);
        HttpResponseMessage response = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("This is not the key of this server", await FormBrowser.ReadAsync(response), StringComparison.Ordinal);
        Assert.Equal(0, browser.Cookies.Count);
    }

    [Fact]
    public async Task Form_WithoutSignIn_Answers401AsAPage()
    {
        using var browser = new FormBrowser(Server);
        HttpResponseMessage response = await browser.PostAsync("/pipelines", ("pipeline", "rig"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        string html = await FormBrowser.ReadAsync(response);
        Assert.Contains("Sign in first", html, StringComparison.Ordinal);
        Assert.Contains("sign-in link", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.org", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:PORT", HttpStatusCode.Unauthorized)]
    [InlineData("https://127.0.0.1:PORT", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Form_SignedInButNotFromThisVeryPage_IsRefused(string? origin, HttpStatusCode expected)
    {
        using FormBrowser browser = await FormBrowser.SignedInAsync(Server);
        string? page = origin?.Replace("PORT", $"{Server.Address.Port}", StringComparison.Ordinal);
        HttpResponseMessage response = await browser.PostFromAsync(page, "/pipelines", ("pipeline", "rig"));
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Form_SignedInFromAnOwnPage_BeginsARun()
    {
        using FormBrowser browser = await FormBrowser.SignedInAsync(Server);
        Assert.StartsWith("/runs/", await FormBrowser.SentToAsync(await browser.PostAsync("/pipelines", ("pipeline", "rig"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rest_WithAMadeUpSession_Answers401()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/runs", UriKind.Relative)) { Content = JsonContent.Create(new { pipeline = "rig" }) };
        request.Headers.TryAddWithoutValidation("Origin", Server.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.TryAddWithoutValidation("Cookie", $"workflow-session-{Server.Address.Port}={new string('0', 64)}");
        await Problems.AssertAsync(await Server.Anybody.SendAsync(request, Cancel), HttpStatusCode.Unauthorized, "key-missing");
    }

    [Fact]
    public async Task Pages_WithoutSignIn_HaveNoButtonsThatChange()
    {
        string run = await Server.StartRunAsync("rig");
        await Server.FollowAsync(run);
        using var reader = new FormBrowser(Server);
        using FormBrowser owner = await FormBrowser.SignedInAsync(Server);
        foreach (string path in (string[])["/pipelines", "/schedules", $"/runs/{run}"])
        {
            string html = await reader.PageAsync(path);
            Assert.DoesNotContain("method=\"post\"", html, StringComparison.Ordinal);
            Assert.Contains("open the sign-in link", html, StringComparison.Ordinal);
            Assert.Contains("method=\"post\"", await owner.PageAsync(path), StringComparison.Ordinal);
        }
    }
}

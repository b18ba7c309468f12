using System.Net;

namespace Workflow.Api.Tests.TestData;

/// <summary>What a browser does with plain forms: keeps cookies, names its page, follows nothing by itself.</summary>
internal sealed class FormBrowser : IDisposable
{
    private readonly RunningServer _server;
    private readonly HttpClient _client;

    public FormBrowser(RunningServer server)
    {
        _server = server;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = server.Address };
        _client.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    public CookieContainer Cookies { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The origin of the server's own pages.</summary>
    public string Own => _server.Address.GetLeftPart(UriPartial.Authority);

    public static async Task<FormBrowser> SignedInAsync(RunningServer server)
    {
        var browser = new FormBrowser(server);
        HttpResponseMessage response = await browser.GetAsync($"/sign-in?key={server.Key}");
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        return browser;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative), Cancel);

    /// <summary>A page, of whatever status.</summary>
    public async Task<string> PageAsync(string path) => await ReadAsync(await GetAsync(path));

    /// <summary>Sends a form from an own page.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) => PostFromAsync(Own, path, fields);

    /// <summary>Sends a form from any page.</summary>
    public async Task<HttpResponseMessage> PostFromAsync(string? origin, string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        return await _client.SendAsync(request, Cancel);
    }

    /// <summary>What the page says, with its tags.</summary>
    public static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>Where the browser is sent.</summary>
    public static async Task<string> SentToAsync(HttpResponseMessage response)
    {
        Assert.True(response.StatusCode == HttpStatusCode.SeeOther, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancel)}");
        return response.Headers.Location!.ToString();
    }

    public void Dispose() => _client.Dispose();
}

using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Schema;
using Workflow.Testing.Browser;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Pages;

public sealed class ModelPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>\"'&";

    [Fact]
    public async Task Page_OfAModel_TellsWhatItIs()
    {
        await using RunningScorer scorer = await StartAsync();
        HttpResponseMessage response = await scorer.GetAsync("/");
        string html = await Answers.TextAsync(response);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        string[] expected = [scorer.Pipeline!.ModelId.ToString(), scorer.Pipeline.Hash, "trained on simulated data", "temperature", "°C", "state.100", $"{scorer.Address}model/score"];
        Assert.All(expected, text => Assert.Contains(text, WebUtility.HtmlDecode(html), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null, null, "http://HOST/model/score")]
    [InlineData("https", "models.example.org", "/e/cooling", "https://models.example.org/e/cooling/model/score")]
    [InlineData("HTTPS, http", "a-b.example:8443, inner", "/cooling/", "https://a-b.example:8443/cooling/model/score")]
    [InlineData("https", "[2001:db8::1]:9090", "/", "https://[2001:db8::1]:9090/model/score")]
    [InlineData("javascript", "a$(id)", "/a b", "http://HOST/model/score")]
    [InlineData("ftp", "a/b", "cooling", "http://HOST/model/score")]
    [InlineData("", "a:b", "//other.example", "http://HOST/model/score")]
    [InlineData("http", "a@b", "/'; rm -rf ~", "http://HOST/model/score")]
    [InlineData("http", "[::1", "/\"><img", "http://HOST/model/score")]
    [InlineData("http", "host:", "/a?b", "http://HOST/model/score")]
    [InlineData("http", ":80", "/a#b", "http://HOST/model/score")]
    public async Task Page_BehindAProxy_ShowsTheAddressOfItsCallers(string? scheme, string? host, string? prefix, string expected)
    {
        await using RunningScorer scorer = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, scorer.Address);
        if (scheme is not null) request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", scheme);
        if (host is not null) request.Headers.TryAddWithoutValidation("X-Forwarded-Host", host);
        if (prefix is not null) request.Headers.TryAddWithoutValidation("X-Forwarded-Prefix", prefix);
        string html = await Answers.TextAsync(await scorer.Http.SendAsync(request, TestContext.Current.CancellationToken));
        Assert.Contains($"curl -s {expected.Replace("HOST", scorer.Address.Authority, StringComparison.Ordinal)} -H", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAVersionWithKeys_NamesItAndShowsWhereAKeyGoes()
    {
        await using RunningScorer plain = await StartAsync(), keyed = await RunningScorer.StartAsync(SamplePipelines.Enveloped().ToZip().ToBytes(), new ScorerOptions { ApiKeys = ["secret"], Version = "cooling@7" });
        string html = await Answers.TextAsync(await plain.GetAsync("/"));
        Assert.DoesNotContain("x-api-key", html, StringComparison.Ordinal);
        Assert.Contains("<dt>Version</dt><dd>not told to this scorer (--version, SCORER_VERSION); ", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await keyed.GetAsync("/")).StatusCode);
        keyed.Http.DefaultRequestHeaders.Add("x-api-key", "secret");
        html = await Answers.TextAsync(await keyed.GetAsync("/"));
        Assert.Contains("<dt>Version</dt><dd>cooling@7</dd>", html, StringComparison.Ordinal);
        Assert.Contains("x-api-key: KEY", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", html, StringComparison.Ordinal);
    }

    // Names come from the data: none of them may become a part of the page, or of a program that is copied from it.
    [Fact]
    public async Task Page_NamesThatAreHtml_StayText()
    {
        PipelineDraft draft = SamplePipelines.Graded();
        InputColumn[] columns = [.. draft.Manifest.Columns];
        columns[0] = columns[0] with { Unit = Hostile };
        columns[2] = columns[2] with { Levels = [Hostile, "full", "übrig"], Histogram = null };
        draft = draft with { Manifest = draft.Manifest with { Columns = columns, Features = [.. draft.Manifest.Features.Select(step => step.Level == "eco" ? step with { Level = Hostile } : step)] } };
        await using RunningScorer scorer = await RunningScorer.StartAsync(draft.WithTrueAnswers([["1", "2", Hostile]]).ToZip().ToBytes());
        string html = await Answers.TextAsync(await scorer.GetAsync("/"));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Equal(1, html.Split("</script>").Length - 1);
    }

    [Fact]
    [Trait("Needs", "Chromium")]
    public async Task Page_InABrowser_ScoresARow()
    {
        await using RunningScorer scorer = await StartAsync();
        await using WatchedPage watched = await browser.OpenAsync(scorer.Address);
        IPage page = watched.Page;
        await page.Locator("input[name=temperature]").FillAsync("-30");
        await page.Locator("select[name=mode]").SelectOptionAsync("full");
        await page.Locator("form button").ClickAsync();
        await Assertions.Expect(page.Locator(".bar")).ToHaveCountAsync(3);
        string[] expected = Answers.Expected(scorer.Pipeline!, "-30", scorer.Pipeline!.Golden.Rows[0].Cells[1], "full");
        await Assertions.Expect(page.Locator(".bar .number").First).ToHaveTextAsync(double.Parse(expected[0], System.Globalization.CultureInfo.InvariantCulture).ToString("F4", System.Globalization.CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Locator("#answer .warning")).ToContainTextAsync("outside of where the training rows lay, by temperature");
        watched.AssertQuiet();
    }

    [Fact]
    [Trait("Needs", "Chromium")]
    public async Task Page_InABrowser_SaysWhatIsWrongWithARow()
    {
        await using RunningScorer scorer = await StartAsync();
        await using WatchedPage watched = await browser.OpenAsync(scorer.Address);
        await watched.Page.Locator("input[name=temperature]").FillAsync("warm");
        await watched.Page.Locator("form button").ClickAsync();
        await Assertions.Expect(watched.Page.Locator("#answer .warning")).ToHaveTextAsync("temperature: 'warm' is not a number");
    }

    [Fact]
    public async Task OpenApi_OfAModel_HasItsColumnsAndEveryPath()
    {
        await using RunningScorer scorer = await StartAsync();
        JsonElement document = await Answers.JsonAsync(await scorer.GetAsync("openapi.json"));
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        JsonElement row = document.GetProperty("components").GetProperty("schemas").GetProperty("Row");
        Assert.Equal(scorer.Pipeline!.InputColumns.Select(column => column.Name), row.GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.Equal("[\"temperature\"]", row.GetProperty("required").GetRawText());
        Problem unknown = await Answers.ProblemAsync(await scorer.GetAsync("nothing"), HttpStatusCode.NotFound);
        IEnumerable<string> paths = unknown.Detail["there are: ".Length..].Split(", ");
        Assert.Equal(paths, document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            string method = Assert.Single(path.Value.EnumerateObject()).Name;
            using var request = new HttpRequestMessage(new HttpMethod(method == "get" ? "POST" : "GET"), new Uri(path.Name, UriKind.Relative));
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await scorer.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
        }

        IEnumerable<string?> operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value.GetProperty("operationId").GetString());
        Assert.Distinct(operations, StringComparer.Ordinal);
        foreach (string reference in References(document)) Assert.Equal(JsonValueKind.Object, Resolve(document, reference).ValueKind);
    }

    private static Task<RunningScorer> StartAsync() => RunningScorer.StartAsync(SamplePipelines.Enveloped().ToZip().ToBytes());

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.Name == "$ref" ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static JsonElement Resolve(JsonElement document, string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(document, (element, name) => element.GetProperty(name));
}

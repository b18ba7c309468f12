using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Api.Hosting;
using Workflow.Api.Predictions;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Home;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Storage;
using Workflow.Testing.Files;
using Workflow.Testing.Predictions;
using Workflow.Testing.Scoring;

namespace Workflow.Api.Tests.Endpoints;

public sealed class PredictionsEndpointsTests
{
    private const string Address = "/api/v1/predictions";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_LinesOfAScorer_AreToldLetterByLetterAndOnce()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal("""{"items":[]}""", (await server.ReadAsync(Address)).GetRawText());
        string request = ScoredLines.Request();
        for (int i = 0; i < 2; i++)
        {
            HttpResponseMessage response = await PostAsync(server, ScoredLines.Lines(request, 12));
            Assert.Equal((HttpStatusCode.NoContent, string.Empty), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel)));
        }

        JsonElement one = await server.ReadAsync($"{Address}/{request}/7");
        Assert.Equal(
            $$"""{"id":"{{request}}/7","endpoint":"rig-dev","time":"2026-01-01T00:00:00+00:00","pipelineSha256":"{{ScoredLines.Sha256}}","record":{{ScoredLines.Line(request, 7)}}}""", one.GetRawText());

        JsonElement page = await server.ReadAsync($"{Address}?limit=5");
        Assert.Equal("11 10 9 8 7", Rows(page));
        page = await server.ReadAsync($"{Address}?limit=5&before={Uri.EscapeDataString(page.GetProperty("next").GetString()!)}");
        Assert.Equal("6 5 4 3 2", Rows(page));
        page = await server.ReadAsync($"{Address}?limit=5&before={page.GetProperty("next").GetString()}");
        Assert.Equal("1 0", Rows(page));
        Assert.False(page.TryGetProperty("next", out _));
        Assert.Contains("\nworkflow_prediction_received_total{workflow_endpoint=\"rig-dev\"} ", await server.Anybody.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_WithFilters_IsWhatTheyMean()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        ModelVersion version = await new StoredThings(server).AddVersionAsync(SamplePipelines.Graded());
        string request = ScoredLines.Request();
        await PostAsync(server, string.Join('\n', Enumerable.Range(0, 3).Select(row => ScoredLines.Line(request, row, seconds: row, sha256: row == 1 ? version.PipelineSha256 : null))));
        await PostAsync(server, ScoredLines.Line(request, 3, seconds: 3), "other-dev");

        Assert.Equal("2 1 0", Rows(await server.ReadAsync($"{Address}?endpoint=rig-dev")));
        JsonElement one = await server.ReadAsync($"{Address}?version={version.Name}");
        Assert.Equal("1", Rows(one));
        Assert.Equal(version.Name, one.GetProperty("items")[0].GetProperty("version").GetString());
        Assert.Equal("1", Rows(await server.ReadAsync($"{Address}?version={version.PipelineSha256}")));
        Assert.Equal("2 1", Rows(await server.ReadAsync($"{Address}?since=2026-01-01T00:00:01Z&until=2026-01-01T00:00:03Z")));
        Assert.Equal("3 2 1 0", Rows(await server.ReadAsync($"{Address}?since=2026-01-01")));
    }

    [Theory]
    [InlineData("?limit=many", "limit: 'many' is no whole number from 1 to 500")]
    [InlineData("?since=yesterday", "since: 'yesterday' is no moment; allowed: a day, 2026-03-01, or a time in UTC, 2026-03-01T06:30:00Z")]
    [InlineData("?until=2026-13-01", "until: '2026-13-01' is no moment; allowed: a day, 2026-03-01, or a time in UTC, 2026-03-01T06:30:00Z")]
    [InlineData("?before=7", "before: '7' is no identifier of a prediction")]
    [InlineData("?version=rig", "version: 'rig' is no version: model@7, or the SHA-256 of its scoring pipeline file")]
    [InlineData("?version=rig@9", "version: there is no version 'rig@9'")]
    public async Task List_OfSomethingElse_IsRefused(string query, string problem)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal(problem, await Problems.AssertAsync(await server.GetAsync(Address + query), HttpStatusCode.BadRequest, "request-invalid"));
        Assert.Equal("there is no prediction 'x/1'", await Problems.AssertAsync(await server.GetAsync($"{Address}/x/1"), HttpStatusCode.NotFound, "not-found"));
        string request = ScoredLines.Request();
        Assert.Equal($"there is no prediction '{request}/1'", await Problems.AssertAsync(await server.GetAsync($"{Address}/{request}/1"), HttpStatusCode.NotFound, "not-found"));
    }

    [Fact]
    public async Task Post_WrongLine_IsNamedAndThoseBeforeItAreStored()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string request = ScoredLines.Request(), lines = ScoredLines.Lines(request, 2);
        HttpResponseMessage response = await PostAsync(server, $"{lines}{{\"event\":\"request\"}}\n{ScoredLines.Line(request, 2)}\n");
        Assert.Equal("line 3: event: 'request' must be 'prediction'", await Problems.AssertAsync(response, HttpStatusCode.BadRequest, "prediction-invalid"));
        Assert.Equal("1 0", Rows(await server.ReadAsync(Address)));
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(server, lines + ScoredLines.Line(request, 2))).StatusCode);
        Assert.Equal("2 1 0", Rows(await server.ReadAsync(Address)));
    }

    // More than the usual limit of a body, none of which is held.
    [Fact]
    public async Task Post_OfManyMegabytes_IsStored()
    {
        const int Count = 40;
        await using RunningServer server = await RunningServer.StartAsync();
        string request = ScoredLines.Request(), padding = new(' ', PredictionLines.LongestLine - 1_000);
        string lines = string.Concat(Enumerable.Range(0, Count).Select(row => ScoredLines.Line(request, row) + padding + "\n"));
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(server, lines)).StatusCode);
        Assert.Equal("39", Rows(await server.ReadAsync($"{Address}?limit=1")));
    }

    [Fact]
    public async Task Post_WithoutTheKeyOfAnEndpoint_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var elsewhere = new TemporaryFolder();
        string foreign = new PredictionKeys(new WorkflowHome(elsewhere.Path)).Of("rig-dev").Reveal();
        await Problems.AssertAsync(await SendAsync(server, "{}", null), HttpStatusCode.Unauthorized, "key-missing");
        await Problems.AssertAsync(await SendAsync(server, "{}", foreign), HttpStatusCode.Unauthorized, "key-missing");
        Assert.Contains("with that of their endpoint", await Problems.AssertAsync(await SendAsync(server, "{}", server.Key), HttpStatusCode.Forbidden, "key-refused"), StringComparison.Ordinal);

        string key = KeyOf(server, "rig-dev");
        await Problems.AssertAsync(await SendAsync(server, "{}", key, ("Origin", "https://example.org")), HttpStatusCode.Forbidden, "origin-refused");
        await Problems.AssertAsync(await SendAsync(server, "{}", key, ("Host", "example.org")), HttpStatusCode.MisdirectedRequest, "host-refused");
        await Problems.AssertAsync(await SendAsync(server, "{}", key, path: "/api/v1/runs"), HttpStatusCode.Unauthorized, "key-missing");

        Assert.Contains("must not be compressed", await Problems.AssertAsync(await SendAsync(server, "{}", key, ("Content-Encoding", "gzip")), HttpStatusCode.UnsupportedMediaType, "request-invalid"), StringComparison.Ordinal);

        // A scorer says nothing about whose predictions these are.
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(server, ScoredLines.Line(ScoredLines.Request(), 0).Replace("{\"time\"", "{\"endpoint\":\"other\",\"time\"", StringComparison.Ordinal), key)).StatusCode);
        Assert.Equal("rig-dev", (await server.ReadAsync(Address)).GetProperty("items")[0].GetProperty("endpoint").GetString());
    }

    [Fact]
    public async Task Post_DatabaseCannotBeWritten_Answers503AndWhen()
    {
        using var folder = new TemporaryFolder();
        var home = new WorkflowHome(folder.Path);
        var keys = new PredictionKeys(home);

        // A directory where its file should be: whatever it is, the scorer is to try again.
        Directory.CreateDirectory(home.Database);
        await using var database = new SqliteDatabase(home.Database);
        var options = new ServerOptions { PipelinesPath = string.Empty, Key = "key" };
        var reception = new PredictionReception(keys, new PredictionIntake(new PredictionStore(database), new ProofMarks(home)), options, NullLogger<PredictionReception>.Instance);
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Bearer {keys.Of("rig-dev").Reveal()}";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(ScoredLines.Line(ScoredLines.Request(), 0)));
        await reception.HandleAsync(context);
        Assert.Equal((503, "5"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
    }

    private static string KeyOf(RunningServer server, string endpoint) => server.Get<PredictionKeys>().Of(endpoint).Reveal();

    private static Task<HttpResponseMessage> PostAsync(RunningServer server, string lines, string endpoint = "rig-dev") => SendAsync(server, lines, KeyOf(server, endpoint));

    private static async Task<HttpResponseMessage> SendAsync(RunningServer server, string lines, string? key, (string Name, string Value)? header = null, string path = Address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson") };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (header is { } more && !request.Headers.TryAddWithoutValidation(more.Name, more.Value)) request.Content.Headers.Add(more.Name, more.Value);
        return await server.Anybody.SendAsync(request, Cancel);
    }

    private static string Rows(JsonElement page) => string.Join(' ', page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!.Split('/')[1]));
}

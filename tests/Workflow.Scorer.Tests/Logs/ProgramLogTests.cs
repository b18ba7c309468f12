using System.Globalization;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Http;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Logs;

/// <summary>What the program tells of its requests: on standard output, in the prediction log, and to a collector of traces.</summary>
public sealed class ProgramLogTests : IAsyncLifetime
{
    private const string Body = """{"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"],[3,null,"full"]]}""";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Pipeline => _folder.File("a.pipeline");

    public async ValueTask InitializeAsync() => await File.WriteAllBytesAsync(Pipeline, SamplePipelines.Enveloped().ToZip().ToBytes(), Cancellation);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Main_AllRequestsAndPredictionsOnStandardOutput_AreLinesOfJson()
    {
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", Pipeline, "--port", "0", "--log-requests", "all", "--log-predictions", "stdout", "--version", "sample@7");
        using (var http = new HttpClient { BaseAddress = await scorer.AddressAsync() })
        {
            http.DefaultRequestHeaders.Add("x-request-id", "mine");
            (await http.PostAsync(new Uri("model/score", UriKind.Relative), new StringContent(Body), Cancellation)).EnsureSuccessStatusCode();
            await http.PostAsync(new Uri("model/score?secret", UriKind.Relative), new StringContent("{"), Cancellation);
        }

        JsonElement[] lines = await EndAsync(scorer);
        JsonElement[] requests = [.. lines.Where(line => line.GetProperty("event").GetString() == "request")];
        Assert.Equal([("/model/score", 200, 2), ("/model/score", 400, 0)], requests.Select(line => (line.GetProperty("path").GetString()!, line.GetProperty("status").GetInt32(), line.GetProperty("rows").GetInt32())));
        Assert.All(requests, line => Assert.Equal(("mine", "POST"), (line.GetProperty("requestId").GetString(), line.GetProperty("method").GetString())));
        JsonElement[] predictions = [.. lines.Where(line => line.GetProperty("event").GetString() == "prediction")];
        Assert.All(predictions, line => Assert.Equal("mine", line.GetProperty("requestId").GetString()));
        Assert.Equal(["0", "1"], predictions.Select(line => line.GetProperty("id").GetString()!.Split('/')[1]));
        Guid own = Assert.Single(predictions.Select(line => Guid.Parse(line.GetProperty("id").GetString()!.Split('/')[0])).Distinct());
        Assert.Equal(7, own.Version);
        Assert.All(predictions, line => Assert.Equal("sample@7", line.GetProperty("version").GetString()));
    }

    [Fact]
    public async Task Main_NothingIsAskedFor_TellsNoRequestThatWasAnswered()
    {
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", Pipeline, "--port", "0");
        using (var http = new HttpClient { BaseAddress = await scorer.AddressAsync() })
        {
            await http.PostAsync(new Uri("model/score", UriKind.Relative), new StringContent(Body), Cancellation);
            await http.PostAsync(new Uri("model/score", UriKind.Relative), new StringContent("{"), Cancellation);
        }

        Assert.Equal("log", Assert.Single(await EndAsync(scorer)).GetProperty("event").GetString());
    }

    [Fact]
    public async Task Main_LogForPeople_IsText()
    {
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", Pipeline, "--port", "0", "--log-format", "text", "--log-requests", "all");
        using (var http = new HttpClient { BaseAddress = await scorer.AddressAsync() })
        {
            await http.GetAsync(new Uri("model/id", UriKind.Relative), Cancellation);
            await http.GetAsync(new Uri("a%0A12:00:00%20GET%20b", UriKind.Relative), Cancellation);
        }

        scorer.Terminate();
        string[] lines = (await scorer.EndAsync()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches("^[0-9:]{8} listening on ", lines[0]);
        Assert.Matches("^[0-9:]{8} GET /model/id 200, 0 rows, [0-9.]+ ms, request [^ ]+$", lines[1]);
        Assert.Matches("^[0-9:]{8} GET /a[?]12:00:00 GET b 404, ", lines[2]);
    }

    // Its log is a pipe that is full.
    [Fact]
    public async Task Main_NobodyReadsTheLog_AnswersAndEnds()
    {
        const int requests = 12, rows = 30_000;
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", Pipeline, "--port", "0", "--log-predictions", "stdout", "--log-requests", "all");
        using var http = new HttpClient { BaseAddress = await scorer.AddressAsync(), Timeout = TimeSpan.FromSeconds(60) };
        string many = $$"""{"fields":["temperature","pressure","mode"],"rows":[{{string.Join(',', Enumerable.Repeat("[1,2,\"eco\"]", rows))}}]}""";
        for (int i = 0; i < requests; i++) (await http.PostAsync(new Uri("model/score", UriKind.Relative), new StringContent(many), Cancellation)).EnsureSuccessStatusCode();

        // A warning is told of each, and it is ended before anybody reads it.
        for (int i = 0; i < requests; i++) await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostLateWrongRowAsync(http));
        string metrics = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), Cancellation);
        Assert.DoesNotContain("workflow_scorer_predictions_lost_total 0\n", metrics, StringComparison.Ordinal);
        scorer.Terminate();
        Assert.Equal(0, await scorer.EndUnreadAsync(TimeSpan.FromSeconds(60)));
    }

    // The caller is told what is wrong with it, the log where it is.
    [Fact]
    public async Task Main_AnAnswerThatIsBrokenOff_TellsNoCell()
    {
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", Pipeline, "--port", "0");
        using (var http = new HttpClient { BaseAddress = await scorer.AddressAsync() })
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostLateWrongRowAsync(http));
        }

        scorer.Terminate();
        string log = (await scorer.EndAsync()).Output;
        Assert.Contains("the answer was broken off: row 100000, column temperature is wrong", log, StringComparison.Ordinal);
        Assert.DoesNotContain("private", log, StringComparison.Ordinal);
    }

    // By every protocol; a row that is answered twice is written once.
    [Fact]
    public async Task Main_PredictionsInAFile_HasEveryRowOfEveryProtocolOnce()
    {
        string file = _folder.File("predictions.jsonl");
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", Pipeline, "--port", "0", "--thrift-port", "0", "--log-predictions", file);
        using (var http = new HttpClient { BaseAddress = await scorer.AddressAsync() })
        {
            (string Path, string Type, string Body)[] asked =
            [
                ("model/score", "application/json", Body),
                ("model/score", "text/csv", "temperature,pressure,mode\n1,2,eco\n3,,full\n"),
                ("rpc", "application/json", """{"id":1,"method":"score","params":{"row":{"temperature":1,"mode":"eco"}}}"""),
                ("v2/models/sample/infer", "application/json", """{"inputs":[{"name":"temperature","shape":[2],"datatype":"FP64","data":[1,2]}]}"""),
                ("predict", "application/json", """{"temperature":1}"""),
            ];
            foreach ((string path, string type, string body) in asked)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(type)) };
                request.Headers.Add("x-request-id", "mine");
                (await http.SendAsync(request, Cancellation)).EnsureSuccessStatusCode();
            }

            using ThriftClient thrift = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed: true, isStrict: true);
            await thrift.CallAsync("score_batch", ThriftCalls.ScoreBatch([ThriftCalls.Row(1, null, "eco"), ThriftCalls.Row(2, null, "eco")]));
        }

        await EndAsync(scorer);
        JsonElement[] records = [.. (await File.ReadAllLinesAsync(file, Cancellation)).Select(line => JsonDocument.Parse(line).RootElement)];
        string[][] ids = [.. records.Select(record => record.GetProperty("id").GetString()!.Split('/'))];
        Assert.Equal(["0", "1", "0", "1", "0", "0", "1", "0", "0", "1"], ids.Select(id => id[1]));
        Assert.Equal(10, ids.Select(id => string.Join('/', id)).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(6, ids.Select(id => id[0]).Distinct(StringComparer.Ordinal).Count());
        string[] requests = [.. records.Select(record => record.GetProperty("requestId").GetString()!)];
        Assert.All(requests[..8], request => Assert.Equal("mine", request));
        Assert.All(requests[8..], request => Assert.EndsWith(":1", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Main_CallsOfThrift_AreToldAndCountedAsRequestsAre()
    {
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", Pipeline, "--port", "0", "--thrift-port", "0", "--log-requests", "all");
        string metrics;
        using (var http = new HttpClient { BaseAddress = await scorer.AddressAsync() })
        {
            using (ThriftClient thrift = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed: false, isStrict: true))
            {
                await thrift.CallAsync("score_batch", ThriftCalls.ScoreBatch([ThriftCalls.Row(1, null, "eco"), ThriftCalls.Row(2, null, "eco")]));
                await thrift.CallAsync("score", ThriftCalls.Score(ThriftCalls.Row(double.NaN, null, "eco")));
                await thrift.CallAsync("guess");
            }

            metrics = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), Cancellation);
        }

        foreach (string counted in (string[])["path=\"thrift/score_batch\",status=\"200\"} 1", "path=\"thrift/score\",status=\"400\"} 1", "path=\"thrift/other\",status=\"404\"} 1"]) Assert.Contains(counted, metrics, StringComparison.Ordinal);
        JsonElement[] calls = [.. (await EndAsync(scorer)).Where(line => line.GetProperty("event").GetString() == "request" && line.GetProperty("method").GetString() == "CALL")];
        Assert.Equal([("thrift/score_batch", 200, 2), ("thrift/score", 400, 0), ("thrift/other", 404, 0)], calls.Select(line => (line.GetProperty("path").GetString()!, line.GetProperty("status").GetInt32(), line.GetProperty("rows").GetInt32())));
    }

    [Fact]
    public async Task Main_ACollectorIsNamed_GetsASpanPerRequestInTheCallersTrace()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c", parent = "b7ad6b7169203331";
        await using TraceReceiver receiver = await TraceReceiver.StartAsync();
        using ScorerProcess scorer = ScorerProcess.StartWith(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address.ToString(), ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=pr%6Fd" }, "--pipeline", Pipeline, "--port", "0");
        using (var http = new HttpClient { BaseAddress = await scorer.AddressAsync() })
        {
            await SendAsync(http, "model/score", $"00-{trace}-{parent}-01");
            await SendAsync(http, "model/score", $"00-{trace}-{parent}-00");
            await SendAsync(http, "nowhere/4711", null);
        }

        await EndAsync(scorer);
        Assert.All(receiver.Requests, request => Assert.Equal("/v1/traces application/x-protobuf", request));
        Assert.Equal(2, receiver.Spans.Count);
        TraceSpan span = receiver.Spans[0];
        Assert.Equal((trace, parent, "POST /model/score", false), (span.Trace, span.Parent, span.Name, span.IsError));
        Assert.Equal(("200", "2"), (span.Attributes["http.response.status_code"], span.Attributes["workflow.rows"]));
        Assert.Equal(("sample", "prod"), (span.Resource["service.name"], span.Resource["deployment.environment"]));
        Assert.InRange(span.Ended - span.Began, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
        Assert.Equal(("POST other", "404", string.Empty), (receiver.Spans[1].Name, receiver.Spans[1].Attributes["http.response.status_code"], receiver.Spans[1].Parent));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere", "no traces are sent: OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere' is no address with http:// or https://")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "no traces are sent: OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' is not spoken here; use http/protobuf (a collector listens for it on port 4318)")]
    public async Task Main_TracesCannotBeSent_SaysWhyAndScores(string variable, string value, string message)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1", [variable] = value };
        using ScorerProcess scorer = ScorerProcess.StartWith(variables, "--pipeline", Pipeline, "--port", "0");
        using (var http = new HttpClient { BaseAddress = await scorer.AddressAsync() }) await SendAsync(http, "model/score", null);
        Assert.Equal(message, (await EndAsync(scorer))[0].GetProperty("message").GetString());
    }

    private static async Task SendAsync(HttpClient http, string path, string? trace)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(Body) };
        if (trace is not null) request.Headers.Add("traceparent", trace);
        await http.SendAsync(request, Cancellation);
    }

    private static async Task PostLateWrongRowAsync(HttpClient http)
    {
        string rows = string.Concat("temperature,pressure,mode\n", string.Concat(Enumerable.Repeat("1,2,eco\n", 100_000)), "private,2,eco\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("model/score", UriKind.Relative)) { Content = new StringContent(rows, new System.Net.Http.Headers.MediaTypeHeaderValue("text/csv")) };
        using HttpResponseMessage answer = await http.SendAsync(request, Cancellation);
    }

    private static async Task<JsonElement[]> EndAsync(ScorerProcess scorer)
    {
        scorer.Terminate();
        (int code, string log, string error) = await scorer.EndAsync();
        Assert.True(code == 0 && error.Length == 0, string.Create(CultureInfo.InvariantCulture, $"{code}: {error}"));
        return [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scorer.Thrift;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Serving;

public sealed class RequestHandlerTests
{
    private const string Row = """{"temperature":1,"pressure":2,"mode":"eco"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("abc-1", true)]
    [InlineData("with space", false)]
    [InlineData("", false)]
    public async Task Handle_RequestId_IsTheCallersOrNew(string id, bool isKept)
    {
        await using RunningScorer scorer = await StartAsync(new ScorerOptions());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("model/id", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("x-request-id", id);
        using HttpResponseMessage response = await scorer.Http.SendAsync(request, Cancellation);
        string answered = Assert.Single(response.Headers.GetValues("x-request-id"));
        Assert.Equal(isKept, answered == id);
        Assert.NotEmpty(answered);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("x-api-key", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("x-api-key", "", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Basic two", HttpStatusCode.Unauthorized)]
    [InlineData("x-api-key", "one", HttpStatusCode.OK)]
    [InlineData("Authorization", "Bearer two", HttpStatusCode.OK)]
    [InlineData("Authorization", "bearer one", HttpStatusCode.OK)]
    public async Task Handle_KeysAreAsked_OneMustBeShown(string? header, string? value, HttpStatusCode expected)
    {
        await using RunningScorer scorer = await StartAsync(new ScorerOptions { ApiKeys = ["one", "two"] });
        foreach (string path in (string[])["model/id", "metrics", "monitor/sketch"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
            using HttpResponseMessage response = await scorer.Http.SendAsync(request, Cancellation);
            Assert.Equal(expected, response.StatusCode);
        }

        // Who has no key does not learn what there is, but an orchestrator learns whether the container lives.
        Assert.Equal(HttpStatusCode.Unauthorized, (await scorer.GetAsync("unknown")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await scorer.GetAsync("health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await scorer.GetAsync("health/startup")).StatusCode);
    }

    [Fact]
    public async Task Handle_MoreRequestsThanMayBeAnsweredAndWait_AreToldToComeAgain()
    {
        await using RunningScorer scorer = await StartAsync(new ScorerOptions { MostConcurrent = 1, MostQueued = 0, ThriftPort = 0 });
        using (Conversation conversation = await Conversation.BeginAsync(scorer.Address, "model/score", "text/csv"))
        {
            await conversation.SendAsync("temperature,pressure,mode\n1,2,eco\n");
            while (!(await conversation.ReadLineAsync()).Contains(',', StringComparison.Ordinal))
            {
            }

            HttpResponseMessage refused = await scorer.PostAsync("predict", Row);
            Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
            Problem problem = await Answers.ProblemAsync(refused, HttpStatusCode.TooManyRequests);
            Assert.Equal("1 request is being answered and 0 wait; nothing was scored, try again", problem.Detail);
            using (ThriftClient thrift = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed: true, isStrict: true))
            {
                Assert.Equal((ThriftError.Internal, problem.Detail), (await thrift.CallAsync("score", ThriftCalls.Score(ThriftCalls.Row(1, 2, "eco")))).Error);
            }

            Assert.Equal(HttpStatusCode.OK, (await scorer.GetAsync("health/ready")).StatusCode);
            await conversation.EndAsync();
            while (await conversation.ReadLineAsync() != "0")
            {
            }
        }

        // The place is given back a moment after the answer has ended.
        HttpStatusCode status;
        do status = (await scorer.PostAsync("predict", Row)).StatusCode;
        while (status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Handle_MoreRowsThanMayBe_Answers413()
    {
        await using RunningScorer scorer = await StartAsync(new ScorerOptions { MostRows = 2 });
        string body(int rows) => $$"""{"fields":["temperature","pressure","mode"],"rows":[{{string.Join(',', Enumerable.Repeat("[1,2,\"eco\"]", rows))}}]}""";
        Assert.Equal(HttpStatusCode.OK, (await scorer.ScoreAsync(body(2))).StatusCode);
        Problem problem = await Answers.ProblemAsync(await scorer.ScoreAsync(body(3)), HttpStatusCode.RequestEntityTooLarge);
        Assert.StartsWith("a request may have at most 2 rows;", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_ABodyThatDoesNotCome_IsAnsweredWhenItsTimeIsOver()
    {
        await using RunningScorer scorer = await StartAsync(new ScorerOptions { MostTime = TimeSpan.FromSeconds(1) });
        using Conversation conversation = await Conversation.BeginAsync(scorer.Address, "model/score", "application/json");
        await conversation.SendAsync("{");
        Assert.Equal("HTTP/1.1 503 Service Unavailable", await conversation.ReadLineAsync());
        Assert.Equal(HttpStatusCode.OK, (await scorer.PostAsync("predict", Row)).StatusCode);
    }

    // A caller that does not read: its answer stops where the buffers between are full, and must not look whole.
    [Fact]
    public async Task Handle_TimeIsOverInTheMiddleOfAnAnswer_BreaksItOff()
    {
        await using RunningScorer scorer = await StartAsync(new ScorerOptions { MostTime = TimeSpan.FromSeconds(3) });
        string rows = string.Join(',', Enumerable.Repeat("[1,2,\"eco\"]", 150_000));
        byte[] body = Encoding.UTF8.GetBytes($$"""{"fields":["temperature","pressure","mode"],"rows":[{{rows}}]}""");
        using var connection = new TcpClient { ReceiveBufferSize = 4096 };
        await connection.ConnectAsync(scorer.Address.Host, scorer.Address.Port, Cancellation);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /model/score HTTP/1.1\r\nHost: {scorer.Address.Authority}\r\nContent-Length: {body.Length}\r\n\r\n"), Cancellation);
        await stream.WriteAsync(body, Cancellation);
        while (!(await Answers.TextAsync(await scorer.GetAsync("metrics"))).Contains("path=\"/model/score\"", StringComparison.Ordinal))
        {
        }

        using var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received, Cancellation);
        }
        catch (IOException)
        {
            // Ended by a reset.
        }

        Assert.StartsWith("HTTP/1.1 200 OK", Encoding.ASCII.GetString(received.ToArray(), 0, 100), StringComparison.Ordinal);
        Assert.False(received.ToArray().AsSpan().EndsWith("0\r\n\r\n"u8));
    }

    [Fact]
    public async Task Metrics_AfterRequests_CountThem()
    {
        await using RunningScorer scorer = await StartAsync(new ScorerOptions());
        await scorer.PostAsync("predict", Row);
        await scorer.PostAsync("predict", Row);
        await scorer.PostAsync("predict", "no JSON");
        await scorer.GetAsync("nothing");
        await scorer.GetAsync("nothing/else");
        HttpResponseMessage response = await scorer.GetAsync("metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Dictionary<string, double> metrics = Metrics(await Answers.TextAsync(response));
        Assert.Equal(2, metrics["workflow_scorer_requests_total{path=\"/predict\",status=\"200\"}"]);
        Assert.Equal(1, metrics["workflow_scorer_requests_total{path=\"/predict\",status=\"400\"}"]);
        Assert.Equal(2, metrics["workflow_scorer_requests_total{path=\"other\",status=\"404\"}"]);
        Assert.Equal(1, metrics["workflow_scorer_errors_total{kind=\"bad_request\"}"]);
        Assert.Equal(3, metrics["workflow_scorer_request_duration_seconds_count{path=\"/predict\"}"]);
        Assert.Equal(3, metrics["workflow_scorer_request_duration_seconds_bucket{path=\"/predict\",le=\"+Inf\"}"]);
        Assert.Equal(1, metrics["workflow_scorer_requests_in_flight"]);
        Assert.Equal(1, metrics["workflow_scorer_ready"]);
        Assert.Equal(2, metrics["workflow_scorer_rows_total"]);
        Assert.Equal(0, metrics["workflow_scorer_rows_outside_total"]);
        Assert.Equal(2, metrics["workflow_scorer_input_levels_total{column=\"mode\",level=\"eco\"}"]);
        Assert.Equal(2, metrics["workflow_scorer_input_bucket{column=\"temperature\",le=\"1.5\"}"]);
        Assert.Equal(2, metrics["workflow_scorer_output_count{output=\"state.3\"}"]);
    }

    [Fact]
    public async Task Metrics_BucketsCountUp()
    {
        await using RunningScorer scorer = await StartAsync(new ScorerOptions());
        foreach (string temperature in (string[])["-9", "0", "1", "1.5", "99"]) await scorer.PostAsync("predict", Row.Replace("\"temperature\":1", $"\"temperature\":{temperature}", StringComparison.Ordinal));
        Dictionary<string, double> metrics = Metrics(await Answers.TextAsync(await scorer.GetAsync("metrics")));
        string[] limits = ["0", "1.5", "+Inf"];
        Assert.Equal([2, 4, 5], limits.Select(limit => metrics[$"workflow_scorer_input_bucket{{column=\"temperature\",le=\"{limit}\"}}"]));
        Assert.Equal(5, metrics["workflow_scorer_input_count{column=\"temperature\"}"]);
        Assert.Equal(1, metrics["workflow_scorer_input_beyond_training_total{column=\"temperature\",side=\"below\"}"]);
        Assert.Equal(1, metrics["workflow_scorer_input_beyond_training_total{column=\"temperature\",side=\"above\"}"]);
    }

    // The golden rows are asked again: the largest answer of them is the last limit.
    [Fact]
    public async Task Metrics_NumbersThatAreAnswered_HaveBucketsBetweenThoseOfTheGoldenRows()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Regression().ToZip().ToBytes(), new ScorerOptions());
        await scorer.ScoreAsync(new JsonRows(scorer.Pipeline!.InputColumns, SamplePipelines.Rows, areNumbers: false).ScoreBody());
        double[] answers = [.. scorer.Pipeline.Golden.Rows.Select(row => row.Outputs[0])];
        (double Limit, double Count)[] buckets =
        [
            .. Metrics(await Answers.TextAsync(await scorer.GetAsync("metrics"))).Where(line => line.Key.StartsWith("workflow_scorer_output_bucket{output=\"state\",le=\"", StringComparison.Ordinal))
                .Select(line => (Limit: line.Key.Split('"')[3], line.Value)).Where(bucket => bucket.Limit != "+Inf").Select(bucket => (Number(bucket.Limit), bucket.Value)),
        ];
        Assert.Equal(11, buckets.Length);
        Assert.Equal((answers.Min(), answers.Max()), (buckets[0].Limit, buckets[^1].Limit));
        Assert.All(buckets, bucket => Assert.Equal(answers.Count(answer => answer <= bucket.Limit), bucket.Count));
        JsonElement output = Assert.Single((await Answers.JsonAsync(await scorer.GetAsync("monitor/sketch"))).GetProperty("outputs").EnumerateArray());
        Assert.Equal(buckets.Select(bucket => bucket.Limit), output.GetProperty("edges").Deserialize<double[]>()!);
        Assert.Equal((1, answers.Length), (output.GetProperty("counts")[11].GetInt32(), output.GetProperty("counts").EnumerateArray().Sum(count => count.GetInt32())));
    }

    [Fact]
    public async Task Sketch_RowsOfEveryProtocol_AreCountedOnce()
    {
        await using RunningScorer scorer = await StartAsync(new ScorerOptions());
        string model = scorer.Pipeline!.Manifest.Name;
        await scorer.PostAsync("predict", Row);
        await scorer.ScoreAsync("""{"fields":["temperature","pressure","mode"],"rows":[[99,100,"eco"],[1,null,"never"]]}""");
        await scorer.PostAsync("model/contribution", """{"requestShapleyValueType":"ORIGINAL","fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"]]}""");
        await scorer.PostAsync("invocations", """{"dataframe_records":[{"temperature":1,"mode":"full"}]}""");
        await scorer.PostAsync("rpc", """{"id":1,"method":"score_batch","params":{"rows":[{"temperature":1},{"temperature":2}]}}""");
        await scorer.PostAsync($"v2/models/{model}/infer", """{"inputs":[{"name":"temperature","shape":[2],"datatype":"FP64","data":[1,2]}]}""");
        JsonElement sketch = await Answers.JsonAsync(await scorer.GetAsync("monitor/sketch"));
        Assert.Equal(8, sketch.GetProperty("rows").GetInt64());
        Assert.Equal(2, sketch.GetProperty("rowsOutside").GetInt64());
        JsonElement[] columns = [.. sketch.GetProperty("columns").EnumerateArray()];
        Assert.Equal(["temperature", "pressure", "mode"], columns.Select(column => column.GetProperty("name").GetString()));
        Assert.Equal("[0,5,3]", columns[0].GetProperty("counts").GetRawText());
        Assert.Equal(1, columns[0].GetProperty("aboveTraining").GetInt64());
        Assert.Equal(6, columns[1].GetProperty("missing").GetInt64());
        Assert.Equal(("[2,1,0]", 1, 4), (columns[2].GetProperty("counts").GetRawText(), columns[2].GetProperty("unseen").GetInt64(), columns[2].GetProperty("missing").GetInt64()));
        Assert.Equal(8, sketch.GetProperty("decisions").EnumerateObject().Sum(decision => decision.Value.GetInt64()));
        Assert.All(sketch.GetProperty("outputs").EnumerateArray(), output => Assert.Equal(8, output.GetProperty("counts").EnumerateArray().Sum(count => count.GetInt64())));
    }

    private static Task<RunningScorer> StartAsync(ScorerOptions options) => RunningScorer.StartAsync(SamplePipelines.Enveloped().ToZip().ToBytes(), options);

    // Every line is a comment, or a name with labels, a space and a number.
    private static Dictionary<string, double> Metrics(string text) => text.TrimEnd('\n').Split('\n').Where(line => line[0] != '#').ToDictionary(
        line => line[..line.LastIndexOf(' ')],
        line => Number(line[(line.LastIndexOf(' ') + 1)..]),
        StringComparer.Ordinal);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

using System.Net;
using System.Text;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests;

/// <summary>The built program with the heap that it has in a container of 256 MiB: no request, and no number of them, is too much for it.</summary>
[Trait("Speed", "Slow")]
public sealed class ProgramMemoryTests
{
    private const long Mebibyte = 1 << 20;
    private const long HeapBytes = 192 * Mebibyte;
    private const int Limit = (int)(32 * Mebibyte);

    // In a body that comes in chunks, the lines between them count too.
    private const int BodyBytes = Limit - (1 << 10);
    private const int Requests = 24;
    private const string Good = """{"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"]]}""";

    [Theory]
    [InlineData("long numbers", HttpStatusCode.OK)]
    [InlineData("names", HttpStatusCode.OK)]
    [InlineData("escaped name", HttpStatusCode.BadRequest)]
    [InlineData("escaped text", HttpStatusCode.OK)]
    [InlineData("wrong rows", HttpStatusCode.BadRequest)]
    [InlineData("wrong word", HttpStatusCode.BadRequest)]
    public Task Score_ManyRequestsAtTheLimit_AreAnsweredOrToldToComeAgain(string kind, HttpStatusCode status) => PostAllAsync("/model/score", kind, status, Requests);

    // Nobody is kept waiting here: it is about what one of them takes.
    [Theory]
    [InlineData("/model/score", "included names", HttpStatusCode.BadRequest)]
    [InlineData("/rpc", "many calls", HttpStatusCode.OK)]
    [InlineData("/rpc", "long method", HttpStatusCode.OK)]
    [InlineData("/rpc", "escaped member", HttpStatusCode.OK)]
    [InlineData("/invocations", "wrong records", HttpStatusCode.BadRequest)]
    [InlineData("/invocations", "columns", HttpStatusCode.OK)]
    [InlineData("/v2/models/sample/infer", "tensor", HttpStatusCode.OK)]
    [InlineData("/v2/models/sample/infer", "long tensor name", HttpStatusCode.BadRequest)]
    public Task Post_TwoRequestsAtTheLimit_AreAnswered(string path, string kind, HttpStatusCode status) => PostAllAsync(path, kind, status, 2);

    // A row of three bytes has three cells and three scores: 48 bytes of numbers, 70 of text.
    [Fact]
    public async Task Score_RowsThatAreShorterThanTheirScores_AreAllAnswered()
    {
        const int count = 1_000_000;
        byte[] body = Encoding.UTF8.GetBytes($$"""{"fields":["temperature"],"rows":[{{string.Join(',', Enumerable.Repeat("[1]", count))}}]}""");
        await RunAsync(64 * Mebibyte, async http =>
        {
            using HttpResponseMessage response = await http.PostAsync(Route, new ByteArrayContent(body), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.Equal(count + 1, answer.AsSpan().Count("],["u8) + answer.AsSpan().Count("[["u8) + answer.AsSpan().Count("]]}"u8));
        });
    }

    // What is read as it comes may be larger than all the memory that there is.
    [Theory]
    [InlineData("text/csv", "temperature,pressure,mode,note\n", "1.5,2.25,eco,")]
    [InlineData("application/x-ndjson", "", "{\"temperature\":1.5,\"pressure\":2.25,\"mode\":\"eco\",\"note\":")]
    public async Task Score_AGibibyteOfRows_IsAnsweredRowByRow(string type, string header, string row)
    {
        const long gibibyte = 1 << 30;
        byte[] line = Encoding.UTF8.GetBytes($"{row}\"{new string('n', 2_000)}\"{(header.Length == 0 ? "}" : string.Empty)}\n");
        long rows = gibibyte / line.Length;
        await RunAsync(64 * Mebibyte, async http =>
        {
            using var scored = new RepeatedScoring(http.BaseAddress!, type, Encoding.UTF8.GetBytes(header), line, rows);
            Assert.Equal(rows + (header.Length == 0 ? 0 : 1), await scored.CountLinesAsync());
        });
    }

    [Fact]
    public async Task Score_MoreThanALittleMemoryHolds_Answers413()
    {
        await RunAsync(64 * Mebibyte, async http =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Route) { Content = new ByteArrayContent(new byte[Limit]) };
            request.Headers.ExpectContinue = true;
            using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        });
    }

    private static Uri Route { get; } = new("/model/score", UriKind.Relative);

    private static async Task PostAllAsync(string path, string kind, HttpStatusCode status, int count)
    {
        var route = new Uri(path, UriKind.Relative);
        byte[] body = Body(kind);
        Assert.Equal(BodyBytes, body.Length);
        HttpStatusCode[] allowed = [status, HttpStatusCode.ServiceUnavailable];
        await RunAsync(HeapBytes, async http =>
        {
            Assert.Equal(status, await PostAsync(http, route, body));
            HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, count).Select(i => PostAsync(http, route, body, isChunked: i % 4 == 3)));
            Assert.All(answers, answer => Assert.Contains(answer, allowed));
            Assert.Contains(status, answers);
        });
    }

    private static async Task RunAsync(long heapBytes, Func<HttpClient, Task> test)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Graded().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using ScorerProcess scorer = ScorerProcess.StartWithHeap(heapBytes, "--pipeline", file, "--port", "0");
        using var http = new HttpClient { BaseAddress = await scorer.AddressAsync() };
        await test(http);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(http, Route, Encoding.UTF8.GetBytes(Good)));
        scorer.Terminate();
        (int code, string log, string error) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.DoesNotContain(ScorerProcess.Messages(log), message => message.EndsWith("memory", StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", log + error, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, Uri route, byte[] body, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = isChunked;
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            await response.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException turnedAway) when (isChunked && turnedAway.InnerException is IOException)
        {
            // Who is told to come again while it still sends may see the end of the connection before it sees the answer.
            return HttpStatusCode.ServiceUnavailable;
        }
    }

    private static byte[] Body(string kind)
    {
        string text = kind switch
        {
            "long numbers" => $$"""{"fields":["temperature"],"rows":[{{Repeat($"[1.{new string('0', 1000)}]", BodyBytes - 100)}}]}""",
            "names" => $$"""{"fields":["temperature",{{Names(BodyBytes - 100)}}],"rows":[]}""",
            "escaped name" => $$"""{"fields":["\u0061{{new string('a', BodyBytes - 100)}}"],"rows":[]}""",
            "escaped text" => $$"""{"fields":["temperature","mode"],"rows":[[1,"\u0061{{new string('a', BodyBytes - 100)}}"]]}""",
            "included names" => $$"""{"includeFieldsInOutput":[{{Names(BodyBytes - 100)}}],"fields":["temperature"],"rows":[]}""",
            "wrong word" => $$"""{"fields":["temperature"],"rows":[[nan{{new string('0', BodyBytes - 100)}}]]}""",
            "many calls" => $"[{Repeat("1", BodyBytes - 100)}]",
            "long method" => $$"""{"jsonrpc":"2.0","id":1,"method":"\u0061{{new string('a', BodyBytes - 100)}}"}""",
            "escaped member" => "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"score\",\"params\":{\"row\":{\"\\u0061" + new string('a', BodyBytes - 200) + "\":1,\"temperature\":1}}}",
            "wrong records" => $$"""{"dataframe_records":[{{Repeat("[]", BodyBytes - 100)}}]}""",
            "columns" => $$"""{"inputs":{"temperature":[{{Repeat($"1.{new string('0', 1000)}", BodyBytes - 100)}}]} }""",
            "tensor" => Tensor((BodyBytes - 200) / 309),
            "long tensor name" => $$"""{"inputs":[{"name":"{{new string('a', BodyBytes - 100)}}","shape":[0]}]}""",
            _ => $$"""{"fields":["temperature"],"rows":[{{Repeat("[[]]", BodyBytes - 100)}}]}""",
        };
        return Encoding.UTF8.GetBytes(text.PadRight(BodyBytes));
    }

    private static string Tensor(int rows) =>
        $$"""{"inputs":[{"name":"all","shape":[{{rows}},3],"datatype":"BYTES","data":[{{string.Join(',', Enumerable.Repeat($"1.{new string('0', 299)},2,\"a\"", rows))}}]}]}""";

    private static string Repeat(string row, int length) => string.Join(',', Enumerable.Repeat(row, length / (row.Length + 1)));

    // Different names of five characters.
    private static string Names(int length) => string.Join(',', Enumerable.Range(0, length / 8).Select(i => $"\"{i:x5}\"")
        .Take(1 << 20).Concat(Enumerable.Range(0, (length - (8 << 20)) / 9).Select(i => $"\"{0x100000 + i:x6}\"")));
}

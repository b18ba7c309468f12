using System.Net;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests;

/// <summary>Connections as no framework's client makes them: the scorer answers what can be answered, ends the others, and keeps nothing of them.</summary>
public sealed class HardConnectionTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private const int Times = 200;
    private const string Row = """{"temperature":1.5}""";
    private const string Rows = """{"fields":["temperature"],"rows":[[1.5]]}""";

    private static readonly string Right = $"POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: {Row.Length}\r\n\r\n{Row}";

    public static TheoryData<string> Whole => new()
    {
        Right,
        $"{Right}{Right}",
        "GET /model/id HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /predict HTTP/1.0\r\nContent-Length: 19\r\n\r\n{\"temperature\":1.5}",
        $"POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n{Row}\r\n0\r\n\r\n",
        "POST /model/score HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n1b\r\ntemperature\n1.5\n2.5\n3.5\n4.\n\r\n0\r\n\r\n",
    };

    public static TheoryData<string> Halves => new()
    {
        "P",
        "POST /predict HTTP/1.1\r\nHost: a\r\n",
        "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n{\"temperature\":1.5}",
        "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n",
        "POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n{\"temperature\":1.5}",
        "POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n{\"temperature\":1.5}\r\n",
        "POST /model/score HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n10\r\ntemperature\n1.5\n\r\n",
        "POST /model/score HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100\r\n\r\n{\"temperature\":1.5}\n",
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task HalfClosed_BehindAWholeRequest_IsAnswered(string request)
    {
        int expected = request == $"{Right}{Right}" ? 2 : 1;
        for (int i = 0; i < Times; i++)
        {
            using HttpSocket connection = await HttpSocket.OpenAsync(shared.Scorer.Address);
            await connection.SendAsync(request);
            connection.EndSending();
            IReadOnlyList<HttpSocketAnswer> answers = HttpSocketAnswer.ReadAll(await connection.ReadToEndAsync(), request);
            Assert.Equal(Enumerable.Repeat((200, true), expected), answers.Select(answer => (answer.Status, answer.IsWhole)));
        }
    }

    // Neither the place among the requests nor the room of the body may be lost.
    [Theory]
    [MemberData(nameof(Halves))]
    public async Task HalfClosed_InsideOfARequest_EndsAndGivesItsPlaceBack(string request)
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(
            SamplePipelines.Graded().ToZip().ToBytes(), new ScorerOptions { MostConcurrent = 1, MostQueued = 0, MaximumRequestBytes = 1 << 20 }, new() { BudgetBytes = 3 << 19, MostConnections = 64 });
        for (int i = 0; i < Times; i++)
        {
            using HttpSocket connection = await HttpSocket.OpenAsync(scorer.Address);
            await connection.SendAsync(request);
            if (i % 2 == 0) connection.EndSending();
            else connection.Reset();
            if (i % 2 == 1) continue;
            string answer = System.Text.Encoding.UTF8.GetString(await connection.ReadToEndAsync());
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 429 ", StringComparison.Ordinal), answer);
            Assert.DoesNotContain("\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
        }

        await AssertAnswersAsync(scorer);
    }

    [Fact]
    public async Task Left_WhileItsRequestIsAnswered_GivesItsPlaceBack()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes(), new ScorerOptions { MostConcurrent = 1, MostQueued = 0 });
        for (int i = 0; i < Times; i++)
        {
            using HttpSocket connection = await HttpSocket.OpenAsync(scorer.Address);
            await connection.SendAsync("POST /model/score HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n10\r\ntemperature\n1.5\n\r\n");
            string begun = await connection.ReadUntilAsync("\r\n\r\n");
            if (begun.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal)) connection.Reset();
        }

        await AssertAnswersAsync(scorer);
    }

    // Server and scorer say what is wrong where they can; then they end the connection.
    [Theory]
    [InlineData(1, 40_000, "431")]
    [InlineData(1, 4_000_000, "431")]
    [InlineData(500, 10, "431")]
    [InlineData(90, 300, "200")]
    public async Task Headers_OfAnySize_AreAnsweredOrRefused(int count, int length, string status)
    {
        using HttpSocket connection = await HttpSocket.OpenAsync(shared.Scorer.Address);
        string headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('a', length)}\r\n"));
        await connection.SendAsync($"POST /predict HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: {Row.Length}\r\n\r\n{Row}");
        connection.EndSending();
        string answer = System.Text.Encoding.UTF8.GetString(await connection.ReadToEndAsync());

        // What comes behind a refusal may reset the connection before the refusal is read.
        Assert.True(answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal) || (length > 1_000_000 && answer.Length == 0), answer);
        await AssertAnswersAsync(shared.Scorer);
    }

    [Theory]
    [InlineData(20_000, "414")]
    [InlineData(7_000, "404")]
    public async Task Address_OfAnyLength_IsAnsweredOrRefused(int length, string status)
    {
        using HttpSocket connection = await HttpSocket.OpenAsync(shared.Scorer.Address);
        await connection.SendAsync($"GET /{new string('a', length)} HTTP/1.1\r\nHost: a\r\n\r\n");
        connection.EndSending();
        Assert.StartsWith($"HTTP/1.1 {status} ", System.Text.Encoding.UTF8.GetString(await connection.ReadToEndAsync()), StringComparison.Ordinal);
        await AssertAnswersAsync(shared.Scorer);
    }

    // A place is given back a moment after the answer has ended.
    private static async Task AssertAnswersAsync(RunningScorer scorer)
    {
        HttpResponseMessage response;
        do response = await scorer.ScoreAsync(Rows.PadRight(1 << 20));
        while (response.StatusCode == HttpStatusCode.TooManyRequests);
        await Answers.ScoresAsync(response, scorer.Pipeline!);
    }
}

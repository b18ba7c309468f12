using System.Text;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Whatever bytes come on a connection, the answers are whole, none is a defect's, the connection ends, and the scorer goes on answering.</summary>
public sealed class RawHttpFuzzTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private static readonly string[] Pieces =
    [
        "\r\n", "\r\n\r\n", "\n", "\r", "\0", " ", "\t", ":", ";", "%00", "%", "%zz", "..", "/../", "//", "\\", "?", "#", "HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/9.9", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET ", "POST ", "CONNECT ", "OPTIONS * ",
        "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n", "Content-Length: 0x5\r\n", "Content-Length: 5, 5\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: identity\r\n", "Host: \r\n",
        "Host: a\r\nHost: b\r\n", "Expect: 100-continue\r\n", "Connection: close\r\n", "Connection: upgrade\r\nUpgrade: h2c\r\n", " folded: a\r\n", ": none\r\n", "a b: c\r\n", "X: \u0001\r\n", "x-request-id: a\r\n", "Content-Type: text/csv\r\n", "5\r\n", "FFFFFFFFFFFFFFFF\r\n", "-1\r\n", "0\r\n\r\n", "5;a=b\r\n",
    ];

    private static readonly byte[][] Bytes = [.. Pieces.Select(Encoding.UTF8.GetBytes), [0xFF], [0xC3], [0x16, 0x03, 0x01], [0x80, 0x01, 0x00, 0x01]];

    // What the server itself says of what is no HTTP, and what the endpoints say.
    private static readonly int[] Expected = [100, 101, 200, 204, 400, 404, 405, 408, 411, 413, 414, 415, 431, 501, 505];

    private static readonly string[] Requests =
    [
        "POST /model/score HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 41\r\n\r\n{\"fields\":[\"temperature\"],\"rows\":[[1.5]]}",
        "POST /model/score?noFieldNamesInOutput=true HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\nc\r\ntemperature\n\r\n4\r\n1.5\n\r\n0\r\n\r\n",
        "POST /rpc HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 40\r\nX-Request-Id: a\r\n\r\n{\"id\":1,\"method\":\"get_hash\",\"params\":{}}",
        "GET /model/id HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\nGET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "POST /predict HTTP/1.0\r\nContent-Length: 19\r\n\r\n{\"temperature\":1.5}",
    ];

    [Fact]
    public async Task Connection_DamagedBytes_IsAnsweredAndEnds()
    {
        int accepted = 0;
        for (int seed = 0; seed < FuzzCases.Connections; seed++)
        {
            var numbers = new SeededNumbers((ulong)seed);
            byte[] damaged = BodyMutations.Mutate(numbers, Encoding.UTF8.GetBytes(numbers.Choose(Requests)), Bytes);
            using HttpSocket connection = await HttpSocket.OpenAsync(shared.Scorer.Address);
            await connection.SendAsync(damaged);
            connection.EndSending();
            string which = $"seed {seed}, base64: {Convert.ToBase64String(damaged)}";
            IReadOnlyList<HttpSocketAnswer> answers = HttpSocketAnswer.ReadAll(await connection.ReadToEndAsync(), which);
            foreach (HttpSocketAnswer answer in answers)
            {
                Assert.True(Expected.Contains(answer.Status), $"status {answer.Status}, {which}");

                // Rows that are answered while they come are broken off where what comes is no HTTP.
                Assert.True(answer.IsWhole || answer.Text.Contains("Content-Type: text/csv", StringComparison.Ordinal), $"broken off: {answer.Text}, {which}");

                // The page shows programs.
                if (!answer.Text.Contains("Content-Type: text/html", StringComparison.Ordinal)) FuzzChecks.CheckInsides(answer.Text);
            }

            if (answers.Any(answer => answer is { Status: 200, IsWhole: true })) accepted++;
        }

        FuzzCases.Tell("HTTP on connections", FuzzCases.Connections, accepted);
        Assert.InRange(accepted, FuzzCases.Connections / 20, FuzzCases.Connections * 19 / 20);
        await Answers.ScoresAsync(await shared.Scorer.ScoreAsync("""{"fields":["temperature"],"rows":[[1.5]]}"""), shared.Pipeline);
    }
}

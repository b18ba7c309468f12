using System.Net;
using System.Text;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests;

/// <summary>The built program with the heap that it has in a container of 256 MiB, and ten thousand connections at once: it answers as many as it has room for, and lives on.</summary>
[Trait("Speed", "Slow")]
public sealed class ProgramConnectionTests(ITestOutputHelper output)
{
    private const long HeapBytes = 192 << 20;
    private const long MostBytes = 256 << 20;
    private const int Connections = 10_000;

    // One address has ports for some ten thousand connections, of which others need some.
    private const int Addresses = 10;
    private const int AtOnce = 50;
    private const string Row = """{"temperature":1.5}""";

    private static readonly string Head = $"POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: {Row.Length}\r\n\r\n";

    public static TheoryData<string, bool> Sent => new()
    {
        { Head + Row, true },
        { Head + Row[..5], false },
        { "POST /pre", false },
    };

    [Theory]
    [MemberData(nameof(Sent))]
    public async Task Connections_TenThousandAtOnce_AreAnsweredOrRefused(string sent, bool isWhole)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Graded().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using ScorerProcess scorer = ScorerProcess.StartWithHeap(HeapBytes, "--pipeline", file, "--port", "0");
        Uri address = await scorer.AddressAsync();
        var open = new List<HttpSocket>(Connections);
        try
        {
            for (int i = 0; i < Connections; i += AtOnce) open.AddRange(await Task.WhenAll(Enumerable.Range(i, AtOnce).Select(which => OpenAsync(address, which, sent))));
            int answered = isWhole ? await CountAnswersAsync(open) : 0;
            output.WriteLine($"{Connections} connections, {answered} answered, {scorer.PeakBytes >> 20} MiB at most");

            // As many as have room at once, none of which ends before they are counted, and those that the system let wait until one of them had ended.
            if (isWhole) Assert.InRange(answered, AdmissionOptions.OfMemory(HeapBytes, 0).MostConnections, Connections);
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }

        using var http = new HttpClient { BaseAddress = address };
        for (int i = 0; i < 20; i++) Assert.Equal(HttpStatusCode.OK, await PostAsync(http));
        Assert.InRange(scorer.PeakBytes, 1, MostBytes);
        scorer.Terminate();
        (int code, _, string error) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.DoesNotContain("memory\n", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
    }

    private static async Task<HttpSocket> OpenAsync(Uri address, int which, string sent)
    {
        HttpSocket connection = await HttpSocket.OpenAsync(address, new IPAddress([127, 0, 0, (byte)(2 + (which % Addresses))]));
        await connection.SendAsync(sent);
        return connection;
    }

    // Each is answered, whole, or ended without a word.
    private static async Task<int> CountAnswersAsync(List<HttpSocket> open)
    {
        int answered = 0;
        foreach (HttpSocket connection in open)
        {
            connection.EndSending();
            byte[] answer = await connection.ReadToEndAsync();
            if (answer.Length == 0) continue;
            Assert.Equal(200, Assert.Single(HttpSocketAnswer.ReadAll(answer, "a connection")).Status);
            answered++;
        }

        return answered;
    }

    // The places of connections become free a moment after these have ended.
    private static async Task<HttpStatusCode> PostAsync(HttpClient http)
    {
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await http.PostAsync(new Uri("/predict", UriKind.Relative), new ByteArrayContent(Encoding.UTF8.GetBytes(Row)), TestContext.Current.CancellationToken);
                return response.StatusCode;
            }
            catch (HttpRequestException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
            }
        }
    }
}

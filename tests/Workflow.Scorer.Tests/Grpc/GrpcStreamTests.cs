using System.Buffers.Binary;
using System.Net;
using System.Text;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary><c>ModelStreamInfer</c> while it lasts.</summary>
public sealed class GrpcStreamTests
{
    private const string Model = "sample";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_OfOneMessageAtATime_AnswersEachBeforeTheNextOne()
    {
        await using RunningScorer scorer = await GrpcScorer.StartAsync(new ScorerOptions { MostConcurrent = 1, MostQueued = 1, MostTime = TimeSpan.FromSeconds(1), MaximumRequestBytes = 500 });
        using var connection = new GrpcConnection(scorer.GrpcAddress!);
        using var sent = new PushedContent();
        using HttpResponseMessage response = await OpenAsync(connection, sent, GrpcConnection.Frame(InferMessages.Typed(Model)));
        Stream answer = await response.Content.ReadAsStreamAsync(Cancellation);
        byte[] first = await ReadAsync(answer);

        // While it waits for the next message others have its place. It may last longer, and be longer, than they: the time of one that begins after it
        // is over before it goes on.
        Assert.Equal(0, (await connection.CallAsync("ModelInfer", GrpcConnection.Frame(InferMessages.Typed(Model)))).Status);
        Assert.Equal(0, (await connection.CallAsync("ServerReady", GrpcConnection.Frame())).Status);
        await WaitOutOfTimeAsync(scorer, connection);
        for (int i = 0; i < 2; i++)
        {
            await sent.PushAsync(GrpcConnection.Frame(InferMessages.Typed(Model)));
            Assert.Equal(first, await ReadAsync(answer));
        }

        sent.End();
        Assert.Equal(0, await answer.ReadAsync(new byte[1], Cancellation));
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
        Assert.Contains("workflow_scorer_rows_total 9\n", await Answers.TextAsync(await scorer.GetAsync("metrics")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WhileOthersHaveEveryPlace_AnswersAMessageWithThatAndGoesOn()
    {
        await using RunningScorer scorer = await GrpcScorer.StartAsync(new ScorerOptions { MostConcurrent = 1, MostQueued = 0 });
        using var connection = new GrpcConnection(scorer.GrpcAddress!);
        using var sent = new PushedContent();
        using HttpResponseMessage response = await OpenAsync(connection, sent, GrpcConnection.Frame(InferMessages.Typed(Model)));
        Stream answer = await response.Content.ReadAsStreamAsync(Cancellation);
        byte[] first = await ReadAsync(answer);
        using (await TakePlaceAsync(scorer))
        {
            await sent.PushAsync(GrpcConnection.Frame(InferMessages.Typed(Model)));
            Assert.Contains("1 request is being answered and 0 wait", Encoding.UTF8.GetString(await ReadAsync(answer)), StringComparison.Ordinal);
        }

        // The place is given back a moment after the other one has left.
        byte[] last;
        do
        {
            await sent.PushAsync(GrpcConnection.Frame(InferMessages.Typed(Model)));
            last = await ReadAsync(answer);
        }
        while (!last.SequenceEqual(first) && Encoding.UTF8.GetString(last).Contains("are being answered", StringComparison.Ordinal));
        Assert.Equal(first, last);
        sent.End();
        Assert.Equal(0, await answer.ReadAsync(new byte[1], Cancellation));
    }

    [Fact]
    public async Task Stream_OfAMessageThatDoesNotComeToItsEnd_EndsWhenItsTimeIsOver()
    {
        await using RunningScorer scorer = await GrpcScorer.StartAsync(new ScorerOptions { MostConcurrent = 1, MostQueued = 0, MostTime = TimeSpan.FromSeconds(1) });
        using var connection = new GrpcConnection(scorer.GrpcAddress!);
        using var sent = new PushedContent();
        using HttpResponseMessage response = await OpenAsync(connection, sent, GrpcConnection.Frame(InferMessages.Typed(Model))[..20]);
        await response.Content.ReadAsByteArrayAsync(Cancellation);
        string status = response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? early) ? early.Single() : response.TrailingHeaders.GetValues("grpc-status").Single();
        Assert.Equal("4", status);
        Assert.Equal(0, (await connection.CallAsync("ModelInfer", GrpcConnection.Frame(InferMessages.Typed(Model)))).Status);
        sent.End();
    }

    [Fact]
    public async Task Stream_ThatWaitsForAPlace_HoldsNoMemoryThatOthersWaitFor()
    {
        const int Large = 8 << 20;
        await using RunningScorer scorer = await RunningScorer.StartAsync(
            SamplePipelines.Graded().ToZip().ToBytes(),
            new ScorerOptions { GrpcPort = 0, MostConcurrent = 1, MostQueued = 10, MaximumRequestBytes = Large },
            new AdmissionOptions { BudgetBytes = 16 << 20, Patience = TimeSpan.Zero });
        using var connection = new GrpcConnection(scorer.GrpcAddress!);
        using var sent = new PushedContent();
        Conversation first = await TakePlaceAsync(scorer);
        string padding = new(' ', Large - 1000);
        Task<HttpResponseMessage> second = scorer.ScoreAsync($$"""{"fields":["temperature","pressure","mode"],{{padding}}"rows":[[1,2,"eco"]]}""");
        Task<HttpResponseMessage> opened = connection.SendAsync("ModelStreamInfer", sent, "application/grpc");
        Task pushed = sent.PushAsync(GrpcConnection.Frame(new byte[Large - 1000]));
        first.Dispose();
        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        await pushed;
        using HttpResponseMessage response = await opened;
        await ReadAsync(await response.Content.ReadAsStreamAsync(Cancellation));
        sent.End();
    }

    [Fact]
    public async Task Connections_MoreThanTheMemoryAllows_AreRefused()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(
            SamplePipelines.Graded().ToZip().ToBytes(),
            new ScorerOptions { GrpcPort = 0 },
            new AdmissionOptions { BudgetBytes = 1 << 20, MostConnections = 16 });
        using (var first = new GrpcConnection(scorer.GrpcAddress!))
        {
            Assert.Equal(0, (await first.CallAsync("ServerLive", GrpcConnection.Frame())).Status);
            using var second = new GrpcConnection(scorer.GrpcAddress!);
            await Assert.ThrowsAsync<HttpRequestException>(() => second.CallAsync("ServerLive", GrpcConnection.Frame()));
        }
    }

    // All places are taken; who waits for one is told when the time of a request is over.
    private static async Task WaitOutOfTimeAsync(RunningScorer scorer, GrpcConnection connection)
    {
        using Conversation other = await TakePlaceAsync(scorer);
        Assert.Equal(4, (await connection.CallAsync("ModelInfer", GrpcConnection.Frame(InferMessages.Typed(Model)))).Status);
        await other.EndAsync();
        while (await other.ReadLineAsync() != "0")
        {
            // To the end of its answer.
        }
    }

    // The answer begins when the first bytes have come.
    private static async Task<HttpResponseMessage> OpenAsync(GrpcConnection connection, PushedContent sent, byte[] first)
    {
        Task<HttpResponseMessage> opened = connection.SendAsync("ModelStreamInfer", sent, "application/grpc");
        await sent.PushAsync(first);
        return await opened;
    }

    private static async Task<Conversation> TakePlaceAsync(RunningScorer scorer)
    {
        Conversation other = await Conversation.BeginAsync(scorer.Address, "model/score", "text/csv");
        await other.SendAsync("temperature,pressure,mode\n1,2,eco\n");
        while (!(await other.ReadLineAsync()).Contains(',', StringComparison.Ordinal))
        {
            // To its answer: it has the place.
        }

        return other;
    }

    private static async Task<byte[]> ReadAsync(Stream answer)
    {
        var prefix = new byte[5];
        await answer.ReadExactlyAsync(prefix, Cancellation);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await answer.ReadExactlyAsync(message, Cancellation);
        return message;
    }
}

using System.Buffers.Binary;
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
        await using RunningScorer scorer = await GrpcScorer.StartAsync(new ScorerOptions { MostConcurrent = 1, MostQueued = 0, MostTime = TimeSpan.FromSeconds(1), MaximumRequestBytes = 500 });
        using var connection = new GrpcConnection(scorer.GrpcAddress!);
        using var sent = new PushedContent();
        Task<HttpResponseMessage> opened = connection.SendAsync("ModelStreamInfer", sent, "application/grpc");
        await sent.PushAsync(GrpcConnection.Frame(InferMessages.Typed(Model)));
        using HttpResponseMessage response = await opened;
        Stream answer = await response.Content.ReadAsStreamAsync(Cancellation);
        byte[] first = await ReadAsync(answer);

        // While it waits for the next message others have its place. It may last longer, and be longer, than they.
        Assert.Equal(0, (await connection.CallAsync("ModelInfer", GrpcConnection.Frame(InferMessages.Typed(Model)))).Status);
        Assert.Equal(0, (await connection.CallAsync("ServerReady", GrpcConnection.Frame())).Status);
        for (int i = 0; i < 2; i++)
        {
            await sent.PushAsync(GrpcConnection.Frame(InferMessages.Typed(Model)));
            Assert.Equal(first, await ReadAsync(answer));
        }

        sent.End();
        Assert.Equal(0, await answer.ReadAsync(new byte[1], Cancellation));
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
        Assert.Contains("workflow_scorer_rows_total 8\n", await Answers.TextAsync(await scorer.GetAsync("metrics")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WhileOthersHaveEveryPlace_AnswersAMessageWithThatAndGoesOn()
    {
        await using RunningScorer scorer = await GrpcScorer.StartAsync(new ScorerOptions { MostConcurrent = 1, MostQueued = 0 });
        using var connection = new GrpcConnection(scorer.GrpcAddress!);
        using var sent = new PushedContent();
        Task<HttpResponseMessage> opened = connection.SendAsync("ModelStreamInfer", sent, "application/grpc");
        await sent.PushAsync(GrpcConnection.Frame(InferMessages.Typed(Model)));
        using HttpResponseMessage response = await opened;
        Stream answer = await response.Content.ReadAsStreamAsync(Cancellation);
        byte[] first = await ReadAsync(answer);
        using (Conversation other = await Conversation.BeginAsync(scorer.Address, "model/score", "text/csv"))
        {
            await other.SendAsync("temperature,pressure,mode\n1,2,eco\n");
            while (!(await other.ReadLineAsync()).Contains(',', StringComparison.Ordinal))
            {
                // To its answer: it has the place.
            }

            await sent.PushAsync(GrpcConnection.Frame(InferMessages.Typed(Model)));
            Assert.Contains("1 requests are being answered and 0 wait", Encoding.UTF8.GetString(await ReadAsync(answer)), StringComparison.Ordinal);
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

    private static async Task<byte[]> ReadAsync(Stream answer)
    {
        var prefix = new byte[5];
        await answer.ReadExactlyAsync(prefix, Cancellation);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await answer.ReadExactlyAsync(message, Cancellation);
        return message;
    }
}

using System.Buffers.Binary;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary><c>ModelStreamInfer</c> while it lasts.</summary>
public sealed class GrpcStreamTests
{
    private const string Model = "sample";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 8)]
    [InlineData(1, 4)]
    public async Task Stream_OfOneMessageAtATime_AnswersEachBeforeTheNextOne(int mostQueued, int statusOfOthers)
    {
        await using RunningScorer scorer = await GrpcScorer.StartAsync(new ScorerOptions { MostConcurrent = 1, MostQueued = mostQueued, MostTime = TimeSpan.FromSeconds(1), MaximumRequestBytes = 500 });
        using var connection = new GrpcConnection(scorer.GrpcAddress!);
        using var sent = new PushedContent();
        Task<HttpResponseMessage> opened = connection.SendAsync("ModelStreamInfer", sent, "application/grpc");
        await sent.PushAsync(GrpcConnection.Frame(InferMessages.Typed(Model)));
        using HttpResponseMessage response = await opened;
        Stream answer = await response.Content.ReadAsStreamAsync(Cancellation);
        byte[] first = await ReadAsync(answer);

        // It takes a place among the requests, and may last longer and be longer than they: the time of one that begins after it is over before.
        Assert.Equal(statusOfOthers, (await connection.CallAsync("ModelInfer", GrpcConnection.Frame(InferMessages.Typed(Model)))).Status);
        Assert.Equal(0, (await connection.CallAsync("ServerReady", GrpcConnection.Frame())).Status);
        for (int i = 0; i < 3; i++)
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

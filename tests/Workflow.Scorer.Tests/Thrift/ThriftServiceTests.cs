using System.Net;
using System.Text;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scorer.Thrift;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Thrift;

/// <summary>Thrift beside HTTP in one server: its connections, its limits, and what it says where it cannot answer.</summary>
public sealed class ThriftServiceTests
{
    private const int Kibibyte = 1 << 10;
    private const int Limit = 1024 * Kibibyte;
    private const int Half = Limit / 2;
    private static readonly byte[] Row = ThriftCalls.Row(1.5, 2.25, "eco");
    private static readonly byte[] Score = ThriftCalls.Score(Row);
    private static readonly ScorerOptions Options = new() { ThriftPort = 0, MaximumRequestBytes = Limit };

    // Large bodies share 1,500 KiB: one of them at a time. Nobody waits, so that no test does.
    private static readonly AdmissionOptions OneLarge = new() { BudgetBytes = 2000 * Kibibyte, Patience = TimeSpan.Zero };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ManyAtOnceOnOneConnection_AreAnsweredInTheirOrder(bool isFramed)
    {
        await using RunningScorer scorer = await StartAsync();
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed);
        byte[][] calls = [.. Enumerable.Range(0, 300).Select(i => client.Message(i % 3 == 0 ? "guess" : "score", Score, i))];
        await client.SendAsync(calls.SelectMany(call => call).ToArray());
        client.EndSending();
        for (int i = 0; i < calls.Length; i++)
        {
            ThriftReply reply = await client.ReadAsync();
            Assert.Equal((i, i % 3 == 0 ? MessageType.Exception : MessageType.Reply), (reply.SequenceId, reply.Type));
        }

        Assert.Null(await client.TryReadAsync());
    }

    [Fact]
    public async Task Call_OneByteAtATime_IsAnswered()
    {
        await using RunningScorer scorer = await StartAsync();
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort);
        foreach (byte value in client.Message("score", Score)) await client.SendAsync(new[] { value });
        Assert.Equal(3, (await client.ReadAsync()).Numbers.Length);
    }

    [Fact]
    public async Task Call_ManyConnectionsOfBothTransportsBesideHttp_AllGetTheSameNumbers()
    {
        await using RunningScorer scorer = await StartAsync(OneLarge with { Patience = TimeSpan.FromMinutes(1) });
        string[] expected = Answers.Expected(scorer.Pipeline!, "1.5", "2.25", "eco");
        double[] numbers = [.. expected.Select(double.Parse)];
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort, i % 2 == 0, i % 3 == 0);
            for (int call = 0; call < 50; call++)
            {
                Assert.Equal(numbers, (await client.CallAsync("score", Score)).Numbers);
                if (call % 10 == 0) Assert.Equal([expected], await Answers.ScoresAsync(await scorer.ScoreAsync("""{"fields":["temperature","pressure","mode"],"rows":[[1.5,2.25,"eco"]]}"""), scorer.Pipeline!));
            }
        }));
    }

    [Fact]
    public async Task Call_NoProvenPipeline_SaysWhy()
    {
        await using RunningScorer scorer = await RunningScorer.StartUnreadableAsync([1, 2, 3], Options);
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort);
        foreach (string method in (string[])["score", "get_hash", "guess"])
        {
            (int type, string message) = (await client.CallAsync(method, Score)).Error;
            Assert.Equal(ThriftError.Internal, type);
            Assert.StartsWith("not ready: ", message, StringComparison.Ordinal);
            Assert.Contains("model.pipeline", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Call_ModelWithoutContributions_SaysWhy()
    {
        PipelineDraft unexplained = (SamplePipelines.Binary() with { Model = RandomModels.Trees(new SeededNumbers(1), 4, 1, 19).Flatten(withCovers: false) }).WithTrueAnswers(SamplePipelines.Rows);
        await using RunningScorer scorer = await RunningScorer.StartAsync(unexplained.ToZip().ToBytes(), Options);
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort);
        (int type, string message) = (await client.CallAsync("score", ThriftCalls.Score(Row, areContributions: true))).Error;
        Assert.Equal(ThriftError.Internal, type);
        Assert.StartsWith("this model has no contributions: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WrongFrame_IsRefusedAndTheNextOneAnswered()
    {
        await using RunningScorer scorer = await StartAsync();
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed: true);
        Assert.Equal((ThriftError.Protocol, "there is no type 99"), (await client.CallAsync("score", [99, 0, 1, 0])).Error);
        Assert.Equal((ThriftError.Protocol, "the frame ends before the message does"), (await client.CallAsync("score", Score[..^1])).Error);
        Assert.Equal((ThriftError.Protocol, "1 bytes follow the message in its frame"), (await client.CallAsync("score", [.. Score, 0])).Error);
        await client.SendAsync(ThriftCalls.Message("score", Score, isFramed: true, type: MessageType.Reply));
        Assert.Equal((ThriftError.WrongMessageType, "a message of type 2 is no call"), (await client.ReadAsync()).Error);
        Assert.Equal(3, (await client.CallAsync("score", Score)).Numbers.Length);
    }

    [Fact]
    public async Task Call_WrongStructWithoutAFrame_IsRefusedAndTheConnectionEnds()
    {
        await using RunningScorer scorer = await StartAsync();
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort);
        ThriftReply reply = await client.CallAsync("score", [99, 0, 1, 0]);
        Assert.Equal(("score", (ThriftError.Protocol, "there is no type 99")), (reply.Method, reply.Error));
        Assert.Null(await client.TryReadAsync());
    }

    [Fact]
    public async Task Call_Http_IsRefusedAndTheConnectionEnds()
    {
        await using RunningScorer scorer = await StartAsync();
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort);
        await client.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        Assert.Equal((ThriftError.Protocol, "a method's name has 1195725856 bytes; allowed are 4096"), (await client.ReadAsync()).Error);
        Assert.Null(await client.TryReadAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_MoreThanARequestMayHave_IsRefusedAndTheNextOneAnswered(bool isFramed)
    {
        await using RunningScorer scorer = await StartAsync();
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed);
        Assert.Equal(3, (await client.CallAsync("score", Padded(Limit))).Numbers.Length);
        Assert.Equal((ThriftError.Internal, "a request may have at most 1048576 bytes; send fewer rows at a time"), (await client.CallAsync("score", Padded(Limit + 1))).Error);
        Assert.Equal(3, (await client.CallAsync("score", Score)).Numbers.Length);
    }

    [Fact]
    public async Task Call_CallerLeavesInTheMiddle_GivesItsRoomBack()
    {
        await using RunningScorer scorer = await StartAsync(OneLarge with { Patience = TimeSpan.FromMinutes(1) });
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed: true);
        for (int i = 0; i < 3; i++)
        {
            (await OpenCallAsync(scorer)).Dispose();
            Assert.Equal(3, (await client.CallAsync("score", Padded(Limit))).Numbers.Length);
        }
    }

    [Fact]
    public async Task Connect_MoreThanTheMemoryHolds_IsRefusedOnEachPortByItself()
    {
        await using RunningScorer scorer = await StartAsync(OneLarge with { MostConnections = 4 });
        using ThriftClient first = await ThriftClient.OpenAsync(scorer.ThriftPort), second = await ThriftClient.OpenAsync(scorer.ThriftPort);
        await first.CallAsync("get_hash");
        await second.CallAsync("get_hash");
        using ThriftClient third = await ThriftClient.OpenAsync(scorer.ThriftPort);
        Assert.Null(await third.TryReadAsync());
        Assert.Equal(HttpStatusCode.OK, (await scorer.GetAsync("health/ready")).StatusCode);
        await first.CallAsync("get_hash");
    }

    [Fact]
    public async Task Stop_CallIsOpen_AnswersItBeforeTheEndAndEndsTheOthers()
    {
        await using RunningScorer scorer = await StartAsync();
        using ThriftClient idle = await ThriftClient.OpenAsync(scorer.ThriftPort);
        await idle.CallAsync("get_hash");
        using ThriftClient open = await OpenCallAsync(scorer);
        Task stopping = scorer.Server.StopAsync(TestContext.Current.CancellationToken);
        Assert.Null(await idle.TryReadAsync());
        Assert.False(stopping.IsCompleted);
        await open.SendAsync(Padded(Limit).AsMemory(Limit - Half));
        Assert.Equal(3, (await open.ReadAsync()).Numbers.Length);
        Assert.Null(await open.TryReadAsync());
        await stopping;
    }

    [Fact]
    public async Task Stop_CallStaysOpenBeyondTheDrainTime_EndsAnyway()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes(), Options with { Drain = TimeSpan.Zero });
        using ThriftClient open = await OpenCallAsync(scorer);
        await scorer.Server.StopAsync(TestContext.Current.CancellationToken);
        Assert.Null(await open.TryReadAsync());
    }

    private static Task<RunningScorer> StartAsync(AdmissionOptions? admission = null) =>
        RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes(), Options, admission ?? OneLarge);

    // The server has the beginning of a large call, which came with the one that it has answered.
    private static async Task<ThriftClient> OpenCallAsync(RunningScorer scorer)
    {
        ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed: true);
        byte[] calls = [.. client.Message("get_hash"), .. client.Message("score", Padded(Limit))];
        await client.SendAsync(calls.AsMemory(0, calls.Length - Half));
        Assert.Equal(scorer.Pipeline!.ModelId.ToString(), (await client.ReadAsync()).Result);
        return client;
    }

    private static byte[] Padded(int length) => ThriftCalls.PaddedScore(Row, length);
}

using Microsoft.AspNetCore.Connections;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Logs;
using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Serving;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scorer.Thrift;
using Workflow.Testing.Time;

namespace Workflow.Scorer.Tests.Thrift;

/// <summary>How long a caller is waited for, and what becomes of calls that break off anywhere.</summary>
public sealed class ThriftConnectionTests
{
    // Five seconds, and one for every 240 bytes.
    private static readonly TimeSpan TimeForAFewBytes = TimeSpan.FromSeconds(5.9);
    private static readonly byte[] Row = ThriftCalls.Row(1.5, 2.25, "eco");
    private static readonly byte[] Score = ThriftCalls.Score(Row);

    // Large bodies share 1,500 KiB: one of them at a time. Nobody waits, so that no test does.
    private static readonly AdmissionOptions OneLarge = new() { BudgetBytes = 2000 << 10, Patience = TimeSpan.Zero };

    private readonly ManualTimeProvider _time = new();
    private readonly MemoryConnection _connection = new();

    public static TheoryData<bool, bool> Forms => ThriftCalls.Forms;

    [Fact]
    public async Task Run_NoCallForTenMinutes_Ends()
    {
        await _connection.SendAsync(ThriftCalls.Message("get_hash"));
        Task running = RunAsync();
        await _time.WhenTimerAsync(TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromMinutes(10));
        await running;
        Assert.Single(Replies(await _connection.AnswersAsync(), isFramed: false, isStrict: true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(30)]
    public async Task Run_CallThatDoesNotGoOn_EndsAfterTheTimeForIt(int come)
    {
        Task running = RunAsync();
        await _connection.SendAsync(ThriftCalls.Message("score", Score).AsMemory(0, come));
        await _time.WhenTimerWithinAsync(TimeForAFewBytes);
        _time.Advance(TimeForAFewBytes);
        await Assert.ThrowsAnyAsync<ConnectionAbortedException>(() => running);
    }

    // Six bytes allow 25 milliseconds more, and come every 200: it takes 29 times to use up five seconds.
    [Fact]
    public async Task Run_CallThatComesTooSlowly_EndsBeforeItIsWhole()
    {
        const int AtOnce = 6, HeaderBytes = 17;
        byte[] message = ThriftCalls.Message("score", ThriftCalls.PaddedScore(Row, 1_000));
        TimeSpan every = TimeSpan.FromMilliseconds(200), waited = TimeSpan.Zero;
        int received = AtOnce;
        await _connection.SendAsync(message.AsMemory(0, HeaderBytes + received));
        Task running = RunAsync();
        for (; ThriftLimits.TimeFor(received) - waited > every; received += AtOnce)
        {
            await _time.WhenTimerAsync(ThriftLimits.TimeFor(received) - waited);
            _time.Advance(every);
            waited += every;
            Assert.False(running.IsCompleted);
            await _connection.SendAsync(message.AsMemory(HeaderBytes + received, AtOnce));
        }

        await _time.WhenTimerAsync(ThriftLimits.TimeFor(received) - waited);
        _time.Advance(ThriftLimits.TimeFor(received) - waited);
        await Assert.ThrowsAnyAsync<ConnectionAbortedException>(() => running);
        Assert.Equal(29 * AtOnce, received);
    }

    // It comes faster than it must, and not as fast as it should.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_CallThatOutlastsTheTimeOfCalls_IsToldAndKeepsNobodyFromHisPlace(bool goesOn)
    {
        const int HeaderBytes = 21, Sent = 12_000;
        TimeSpan mostTime = TimeSpan.FromSeconds(20);
        await using var gate = new RequestGate(mostConcurrent: 1, mostQueued: 0);
        await using var observer = new RequestObserver(LoggedRequests.None, null, null, _time);
        ThriftService service = ThriftServices.Create(_time, operations: new CallOperations(gate, new RequestMetrics(), observer, mostTime));
        byte[] message = ThriftCalls.Message("score", ThriftCalls.PaddedScore(Row, 100_000), isFramed: true);
        Task running = _connection.ServeAsync(service, TestContext.Current.CancellationToken);
        await _connection.SendAsync(message.AsMemory(0, HeaderBytes + Sent));
        await _time.WhenTimerAsync(ThriftLimits.TimeFor(Sent));
        await Assert.ThrowsAsync<TooManyRequestsException>(() => gate.EnterAsync(TestContext.Current.CancellationToken).AsTask());
        _time.Advance(mostTime);

        // What is left is waited for as long again.
        await _time.WhenTimerAsync(mostTime);
        using (await gate.EnterAsync(TestContext.Current.CancellationToken)) Assert.False(running.IsCompleted);
        if (goesOn)
        {
            await _connection.SendAsync(message.AsMemory(HeaderBytes + Sent));
            await _connection.SendAsync(ThriftCalls.Message("score", Score, isFramed: true));
            _connection.EndSending();
        }
        else
        {
            _time.Advance(mostTime);
        }

        await running;
        List<ThriftReply> replies = Replies(await _connection.AnswersAsync(), isFramed: true, isStrict: true);
        Assert.Equal((ThriftError.Internal, "not answered within 20 seconds; send fewer rows at a time"), replies[0].Error);
        Assert.Equal(goesOn ? 2 : 1, replies.Count);
        if (goesOn) Assert.Equal(3, replies[1].Numbers.Length);
    }

    [Fact]
    public async Task Run_AnswerThatNobodyReads_EndsAfterTheTimeForIt()
    {
        var connection = new MemoryConnection(answerBytes: 16 << 10);
        await connection.SendAsync(ThriftCalls.Message("score_batch", ThriftCalls.ScoreBatch([.. Enumerable.Repeat(ThriftCalls.Row(1, null, null), 2_000)])));
        Task running = connection.ServeAsync(ThriftServices.Create(_time), TestContext.Current.CancellationToken);
        await _time.WhenTimerWithinAsync(TimeSpan.FromMinutes(5));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(5));
        await Assert.ThrowsAnyAsync<ConnectionAbortedException>(() => running);
    }

    [Fact]
    public async Task Run_ServerEnds_AnswersTheCallThatHasBegunAndEnds()
    {
        using var closing = new CancellationTokenSource();
        Task running = _connection.ServeAsync(ThriftServices.Create(_time), closing.Token);
        byte[] message = ThriftCalls.Message("score", Score);
        await _connection.SendAsync(message.AsMemory(0, 20));
        await _time.WhenTimerWithinAsync(TimeForAFewBytes);
        await closing.CancelAsync();
        Assert.False(running.IsCompleted);
        await _connection.SendAsync(message.AsMemory(20));
        await running;
        Assert.Equal(3, Assert.Single(Replies(await _connection.AnswersAsync(), isFramed: false, isStrict: true)).Numbers.Length);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Run_CallsCutAnywhere_AnswersThoseThatAreWhole(bool isFramed, bool isStrict)
    {
        ThriftService service = ThriftServices.Create();
        byte[] first = ThriftCalls.Message("score", Score, isFramed, isStrict, 1);
        byte[] both = [.. first, .. ThriftCalls.Message("get_target_labels", null, isFramed, isStrict, 2)];
        for (int length = 0; length <= both.Length; length++)
        {
            var connection = new MemoryConnection();
            await connection.SendAsync(both.AsMemory(0, length));
            connection.EndSending();
            bool isWhole = length == 0 || length == first.Length || length == both.Length;
            Task running = connection.ServeAsync(service, TestContext.Current.CancellationToken);
            if (isWhole) await running;
            else await Assert.ThrowsAnyAsync<ConnectionAbortedException>(() => running);
            int whole = length == both.Length ? 2 : length >= first.Length ? 1 : 0;
            Assert.Equal(Enumerable.Range(1, whole), Replies(await connection.AnswersAsync(), isFramed, isStrict).Select(reply => reply.SequenceId));
        }
    }

    [Fact]
    public async Task Run_OnewayCalls_HaveNoAnswerWhateverTheyAre()
    {
        foreach (byte[] arguments in (byte[][])[Score, [0], [99, 0, 0]])
        {
            var connection = new MemoryConnection();
            await connection.SendAsync(ThriftCalls.Message("score", arguments, isFramed: true, type: MessageType.Oneway));
            await connection.SendAsync(ThriftCalls.Message("get_hash", isFramed: true, sequenceId: 2));
            connection.EndSending();
            await connection.ServeAsync(ThriftServices.Create(), TestContext.Current.CancellationToken);
            Assert.Equal(2, Assert.Single(Replies(await connection.AnswersAsync(), isFramed: true, isStrict: true)).SequenceId);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Run_NoRoomForALargeCall_IsToldToComeAgainAndOthersGoOn(bool isFramed, bool isStrict)
    {
        var admission = new RequestAdmission(OneLarge, TimeProvider.System);
        ThriftService service = ThriftServices.Create(null, admission);
        byte[] large = ThriftCalls.Message("score", ThriftCalls.PaddedScore(Row, ThriftServices.Limit), isFramed, isStrict);
        byte[] small = ThriftCalls.Message("score", ThriftCalls.PaddedScore(Row, 127_000), isFramed, isStrict);
        using (await admission.EnterAsync(ThriftServices.Limit, TestContext.Current.CancellationToken))
        {
            List<ThriftReply> replies = await AnswersAsync([.. large, .. small]);
            Assert.Equal(
                (ThriftError.Internal, "other requests take the memory for bodies of more than 128000 bytes; nothing was scored, try again"),
                replies[0].Error);
            Assert.Equal(3, replies[1].Numbers.Length);
            Assert.Equal(2, replies.Count);
        }

        Assert.Equal(3, Assert.Single(await AnswersAsync(large)).Numbers.Length);

        async Task<List<ThriftReply>> AnswersAsync(byte[] calls)
        {
            var connection = new MemoryConnection();
            Task running = connection.ServeAsync(service, TestContext.Current.CancellationToken);
            await connection.SendAsync(calls);
            connection.EndSending();
            await running;
            return Replies(await connection.AnswersAsync(), isFramed, isStrict);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_CallThatHasNoEnd_IsRefusedAndTheConnectionEnds(bool isFramed)
    {
        byte[] endless = ThriftCalls.Message("score", [(byte)ThriftType.List, 0, 1, (byte)ThriftType.Byte, 0x7F, 0xFF, 0xFF, 0xFF]);
        Task running = RunAsync();
        await _connection.SendAsync(isFramed ? [0x7F, 0xFF, 0xFF, 0xFF, .. endless] : endless);
        int sent = 0;
        while (!running.IsCompleted)
        {
            await _connection.SendAsync(new byte[10_000]);
            sent += 10_000;
        }

        await running;
        Assert.InRange(sent, ThriftServices.Limit, 4 * ThriftServices.Limit);
        ThriftReply reply = Assert.Single(Replies(await _connection.AnswersAsync(), isFramed, isStrict: true));
        Assert.Equal((ThriftError.Internal, "a request may have at most 1048576 bytes; send fewer rows at a time"), reply.Error);
    }

    private Task RunAsync() => _connection.ServeAsync(ThriftServices.Create(_time), TestContext.Current.CancellationToken);

    private static List<ThriftReply> Replies(byte[] bytes, bool isFramed, bool isStrict)
    {
        var replies = new List<ThriftReply>();
        ReadOnlySpan<byte> rest = bytes;
        while (!rest.IsEmpty) replies.Add(ThriftReply.TryRead(ref rest, isFramed, isStrict)!);
        return replies;
    }
}

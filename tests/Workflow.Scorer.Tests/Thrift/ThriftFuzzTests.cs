using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scorer.Thrift;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Thrift;

/// <summary>Whatever is sent, the answers are whole messages or the connection ends, and the service goes on scoring right.</summary>
public sealed class ThriftFuzzTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private const int Cases = 20_000;
    private const int CasesOverTheNetwork = 500;

    /// <summary>All forms together.</summary>
    internal const int AllCases = (4 * Cases) + CasesOverTheNetwork;

    private static readonly byte[][] Rows = [ThriftCalls.Row(1.5, 2.25, "eco"), ThriftCalls.Row(-3, null, "full"), ThriftCalls.Row(2, 1e3, null)];

    // Types, sizes, and what messages and frames begin with.
    private static readonly byte[][] Pieces =
    [
        .. Enumerable.Range(0, 18).Select(type => new[] { (byte)type }),
        [0x80, 1, 0, 1], [0x80, 1, 0, 4], [0x80, 1], [0x80], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0],
        [15, 0, 1, 12, 0, 0, 0, 2], [12, 0, 1], [12, 0, 1, 12, 0, 1, 12, 0, 1], [13, 0, 2, 11, 12, 0, 0, 0, 1], [11, 0, 3, 0, 0, 0, 3], [4, 0, 1], [2, 0, 2, 1], [2, 0, 3, 1],
        [0x7F, 0xF8, 0, 0, 0, 0, 0, 0], [0xC3], "score_batch"u8.ToArray(), "get_hash"u8.ToArray(),
    ];

    public static TheoryData<bool, bool> Forms => ThriftCalls.Forms;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Run_MutatedCalls_AnswersWholeMessagesOrEnds(bool isFramed, bool isStrict)
    {
        ThriftService service = ThriftServices.Create();
        byte[] hash = ThriftCalls.Message("get_hash", null, isFramed, isStrict);
        int refused = 0, answered = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] changed = Mutated(i, isFramed, isStrict);
            foreach (ThriftReply reply in await AnswersAsync(service, [.. changed, .. hash], $"case {i}: {Convert.ToBase64String(changed)}"))
            {
                if (reply.Type == MessageType.Exception) Assert.InRange(reply.Error.Type, ThriftError.UnknownMethod, ThriftError.Protocol);
                if (reply.Type == MessageType.Exception) refused++;
                else answered++;
            }
        }

        // Both kinds must be met, or the test tests half of what it says.
        Assert.InRange(refused, Cases / 20, 2 * Cases);
        Assert.InRange(answered, Cases / 20, 2 * Cases);
        ThriftReply right = Assert.Single(await AnswersAsync(service, ThriftCalls.Message("score", ThriftCalls.Score(Rows[0]), isFramed, isStrict), "right"));
        Assert.Equal(Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco").Select(double.Parse), right.Numbers);
    }

    [Fact]
    public async Task Connection_MutatedCalls_EndsAndTheScorerGoesOnScoring()
    {
        for (int i = 0; i < CasesOverTheNetwork; i++)
        {
            using ThriftClient client = await ThriftClient.OpenAsync(shared.Scorer.ThriftPort);
            await client.SendAsync(Mutated(i, i % 2 == 0, i % 3 == 0));
            client.EndSending();
            await client.ReadToEndAsync();
        }

        using ThriftClient right = await ThriftClient.OpenAsync(shared.Scorer.ThriftPort);
        Assert.Equal(Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco").Select(double.Parse), (await right.CallAsync("score", ThriftCalls.Score(Rows[0]))).Numbers);
    }

    private static byte[] Mutated(int i, bool isFramed, bool isStrict)
    {
        byte[] call = (i % 3) switch
        {
            0 => ThriftCalls.Message("score", ThriftCalls.Score(Rows[0], true, false), isFramed, isStrict),
            1 => ThriftCalls.Message("score_batch", ThriftCalls.ScoreBatch(Rows, false, true), isFramed, isStrict),
            _ => ThriftCalls.Message("get_target_labels", null, isFramed, isStrict),
        };
        byte[] changed = BodyMutations.Mutate(new SeededNumbers((ulong)i), call, Pieces);

        // A frame that still has its length is read to its end.
        return isFramed && i % 2 == 0 && changed.Length > sizeof(int) ? ThriftCalls.Frame(changed.AsSpan(sizeof(int))) : changed;
    }

    private static async Task<List<ThriftReply>> AnswersAsync(ThriftService service, byte[] calls, string what)
    {
        var connection = new MemoryConnection();
        await connection.SendAsync(calls);
        connection.EndSending();
        try
        {
            await connection.ServeAsync(service, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        catch (ConnectionAbortedException)
        {
            // The call is not whole.
        }

        byte[] answers = await connection.AnswersAsync();
        bool isFramed = MessageStart.Recognize(new SequenceReader<byte>(new ReadOnlySequence<byte>(calls))) == Transport.Framed;
        return ThriftReply.ReadAll(answers, isFramed) is { } replies ? replies : throw new InvalidOperationException($"{what}: half an answer, {Convert.ToBase64String(answers)}");
    }
}

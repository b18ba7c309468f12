using Workflow.Scorer.Tests.TestData;
using Workflow.Scorer.Thrift;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Thrift;

/// <summary>The built program with the heap that it has in a container of 256 MiB: no call, and no number of them, is too much for it.</summary>
[Trait("Speed", "Slow")]
public sealed class ThriftMemoryTests
{
    private const long HeapBytes = 192 << 20;
    private const int Limit = 32 << 20;
    private const int Calls = 24;

    [Fact]
    public async Task Call_ManyAtTheLimit_AreAnsweredOrToldToComeAgain()
    {
        byte[] padded = ThriftCalls.PaddedScore(ThriftCalls.Row(1, 2, "eco"), Limit);
        byte[] wrong = ThriftCalls.Row(null, null, null);
        byte[] wrongRows = ThriftCalls.ScoreBatch([.. Enumerable.Repeat(wrong, Limit - 16)]);
        byte[] longText = ThriftCalls.Score(ThriftCalls.Struct(fields =>
        {
            ThriftCalls.Number(fields, 1, 1);
            ThriftCalls.Text(fields, 3, new string('a', Limit - 100));
        }));
        (string Method, byte[] Arguments)[] kinds = [("score", padded), ("score_batch", wrongRows), ("score", longText)];
        await RunAsync(async port =>
        {
            foreach ((string method, byte[] arguments) in kinds) await CallAsync(port, method, arguments, isFramed: true, isAlone: true);
            bool[] answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => CallAsync(port, kinds[i % 3].Method, kinds[i % 3].Arguments, i % 2 == 0, isAlone: false)));
            Assert.Contains(true, answers);
        });
    }

    // Whether it was answered, not told to come again.
    private static async Task<bool> CallAsync(int port, string method, byte[] arguments, bool isFramed, bool isAlone)
    {
        using ThriftClient client = await ThriftClient.OpenAsync(port, isFramed);
        ThriftReply reply = await client.CallAsync(method, arguments);
        if (!isAlone && reply.Type == MessageType.Exception && reply.Error.Message.EndsWith("nothing was scored, try again", StringComparison.Ordinal)) return false;
        if (method == "score") Assert.Equal(3, reply.Numbers.Length);
        else Assert.StartsWith("row 0, column temperature: is missing; ", reply.Error.Message, StringComparison.Ordinal);
        return true;
    }

    private static async Task RunAsync(Func<int, Task> test)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Graded().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using ScorerProcess scorer = ScorerProcess.StartWithHeap(HeapBytes, "--pipeline", file, "--port", "0", "--thrift-port", "0");
        await scorer.AddressAsync();
        await test(scorer.ThriftPort);
        scorer.Terminate();
        (int code, string log, string error) = await scorer.EndAsync();
        Assert.Equal(0, code);
        Assert.DoesNotContain(ScorerProcess.Messages(log), message => message.EndsWith("memory", StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", log + error, StringComparison.Ordinal);
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Predictions;

namespace Workflow.Jobs.Tests.Predictions;

public sealed class PredictionLinesTests
{
    private const string Request = "019a0000-0000-7000-8000-00000000000a";
    private static readonly string Line = ScoredLines.Line(Request, 7);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_LinesOfAScorer_AreKeptLetterByLetter()
    {
        string second = $" {ScoredLines.Line(Request, 0)}\t\r";
        ReceivedPrediction[] read = await ReadAsync($"{Line}\n{second}\n{ScoredLines.Line(Request, 8)}");
        Assert.Equal(new ReceivedPrediction(new PredictionId(Request, 7), ScoredLines.Start, ScoredLines.Sha256, "caller's", Line), read[0]);
        Assert.Equal(second, read[1].Record);
        Assert.Equal($"{Request}/8", read[2].Id.ToString());
        Assert.Empty(await ReadAsync(string.Empty));
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00Z", 0)]
    [InlineData("2026-01-01T00:00:00.1Z", 1_000_000)]
    [InlineData("2026-01-01T00:00:00.1234567Z", 1_234_567)]
    public async Task ReadAsync_TimeOfAnyPrecision_IsThatInstant(string time, long ticks) =>
        Assert.Equal(ScoredLines.Start.AddTicks(ticks), Assert.Single(await ReadAsync(Line.Replace("2026-01-01T00:00:00.000Z", time, StringComparison.Ordinal))).ScoredAt);

    [Theory]
    [InlineData("", "is no JSON object, from byte 1 on")]
    [InlineData("[]", "is no JSON object")]
    [InlineData("{}", "event is missing")]
    [InlineData("{} {}", "is no JSON object, from byte 4 on")]
    [InlineData("{\"event\":\"request\"}", "event: 'request' must be 'prediction'")]
    [InlineData("{\"event\":5}", "event: must be a text")]
    [InlineData("{\"event\":\"prediction\",\"event\":\"prediction\"}", "event is there twice")]
    [InlineData("{\"a\":1,\"\\u0061\":1}", "a is there twice")]
    [InlineData("{\"a\":\"\\ud800\"}", "has half a character (a surrogate without its other one)")]
    [InlineData("{\"a\":{\"\\udc00\":1}}", "has half a character (a surrogate without its other one)")]
    [InlineData("{\"event\":\"prediction\"}", "id is missing")]
    [InlineData("{\"a\":1,}", "is no JSON object, from byte 8 on")]
    public async Task ReadAsync_AnythingElse_IsRefusedWithItsLine(string wrong, string problem)
    {
        var refused = await Assert.ThrowsAsync<PredictionException>(() => ReadAsync($"{Line}\n{wrong}\n{Line}\n"));
        Assert.Equal($"line 2: {problem}", refused.Message);
        Assert.Equal("prediction-invalid", refused.Code);
    }

    [Theory]
    [InlineData("019A0000-0000-7000-8000-00000000000A/7")]
    [InlineData("019a0000-0000-4000-8000-00000000000a/7")]
    [InlineData("019a0000-0000-7000-c000-00000000000a/7")]
    [InlineData("019a0000-0000-7000-8000-00000000000a")]
    [InlineData("019a0000-0000-7000-8000-00000000000a/")]
    [InlineData("019a0000-0000-7000-8000-00000000000a/07")]
    [InlineData("019a0000-0000-7000-8000-00000000000a/-7")]
    [InlineData("019a0000-0000-7000-8000-00000000000a/7\\n")]
    [InlineData("019a0000-0000-7000-8000-00000000000a/9999999999999999999")]
    [InlineData("caller's/7")]
    public async Task ReadAsync_AnotherIdentifier_IsRefused(string id) =>
        Assert.EndsWith(
            "' must be a UUID of version 7 in lower case, a slash and the number of a row", await RefusalAsync(Line.Replace($"{Request}/7", id, StringComparison.Ordinal), "id: '"), StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-01-01T00:00:00.000")]
    [InlineData("2026-01-01T00:00:00.000+00:00")]
    [InlineData("2026-13-01T00:00:00.000Z")]
    [InlineData("2026-01-01")]
    [InlineData("yesterday")]
    public async Task ReadAsync_AnotherTime_IsRefused(string time) =>
        Assert.EndsWith($"'{time}' must be a time in UTC such as 2026-03-01T06:30:00.000Z", await RefusalAsync(Line.Replace("2026-01-01T00:00:00.000Z", time, StringComparison.Ordinal), "time: "), StringComparison.Ordinal);

    [Fact]
    public async Task ReadAsync_AnotherDigest_IsRefusedAndShortened()
    {
        Assert.EndsWith("…' must be 64 hexadecimal digits in lower case", await RefusalAsync(Line.Replace("aaaa", "AAAA", StringComparison.Ordinal), "sha256: 'AAAA"), StringComparison.Ordinal);
        await RefusalAsync(Line.Replace(ScoredLines.Sha256, ScoredLines.Sha256 + "a", StringComparison.Ordinal), "sha256: 'aaaa");
    }

    [Fact]
    public async Task ReadAsync_NoUtf8_IsRefused()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Line);
        bytes[Line.IndexOf("caller", StringComparison.Ordinal)] = 0xFF;
        var refused = await Assert.ThrowsAsync<PredictionException>(() => ReadAsync(new MemoryStream(bytes)));
        Assert.Equal("line 1: is not UTF-8", refused.Message);
    }

    [Fact]
    public async Task ReadAsync_LineOfAMebibyte_IsReadAndALongerOneIsRefusedBeforeItsEnd()
    {
        string padded = Line[..^1] + new string(' ', PredictionLines.LongestLine - Encoding.UTF8.GetByteCount(Line)) + '}';
        Assert.Equal(padded, Assert.Single(await ReadAsync(padded + "\n")).Record);
        string problem = $"line 2: has more than {PredictionLines.LongestLine} bytes";
        Assert.Equal(problem, (await Assert.ThrowsAsync<PredictionException>(() => ReadAsync($"{Line}\n {padded}\n"))).Message);

        using var endless = new EndlessStream();
        Assert.Equal($"line 1: has more than {PredictionLines.LongestLine} bytes", (await Assert.ThrowsAsync<PredictionException>(() => ReadAsync(endless))).Message);
    }

    // Whatever comes, it is either refused in words or stored as it came.
    [Fact]
    public void ReadAsync_LinesWithRandomBytesInThem_AreReadOrRefused()
    {
        byte[] line = Encoding.UTF8.GetBytes(Line);
        Gen<byte> any = Gen.OneOf(Gen.Choose(0, 255).Select(value => (byte)value), Gen.Elements("{}[]\",:\\u0 \n"u8.ToArray()));
        Gen<(int Place, int Kind, byte Value)> edit = from place in Gen.Choose(0, line.Length) from kind in Gen.Choose(0, 2) from value in any select (place, kind, value);
        Properties.Hold(
            edit.ArrayOf(3),
            changes =>
            {
                var bytes = new List<byte>(line);
                foreach ((int place, int kind, byte value) in changes)
                {
                    int at = Math.Min(place, bytes.Count);
                    if (kind == 0) bytes.Insert(at, value);
                    else if (at < bytes.Count && kind == 1) bytes[at] = value;
                    else if (at < bytes.Count) bytes.RemoveAt(at);
                }

                try
                {
                    ReceivedPrediction[] read = ReadAsync(new MemoryStream([.. bytes])).GetAwaiter().GetResult();
                    Assert.Equal(bytes, Encoding.UTF8.GetBytes(string.Join('\n', read.Select(prediction => prediction.Record)) + (bytes[^1] == '\n' ? "\n" : string.Empty)));
                }
                catch (PredictionException refused)
                {
                    Assert.Matches("^line [1-4]: [ -\uFFFD]+$", refused.Message);
                }
            },
            tests: 2_000);
    }

    [Fact]
    public async Task ReadAsync_BytesInPiecesOfAnySize_AreTheSameLines()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(ScoredLines.Lines(Request, 5));
        ReceivedPrediction[] whole = await ReadAsync(new MemoryStream(bytes));
        Assert.Equal(5, whole.Length);
        Properties.Hold(
            Gen.Choose(1, 700).ArrayOf(20),
            sizes => Assert.Equal(whole, ReadAsync(new PiecewiseStream(bytes, sizes)).GetAwaiter().GetResult()),
            tests: 100);
    }

    private static async Task<string> RefusalAsync(string line, string begin)
    {
        string message = (await Assert.ThrowsAsync<PredictionException>(() => ReadAsync(line))).Message;
        Assert.StartsWith($"line 1: {begin}", message, StringComparison.Ordinal);
        return message;
    }

    private static Task<ReceivedPrediction[]> ReadAsync(string lines) => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines)));

    private static async Task<ReceivedPrediction[]> ReadAsync(Stream lines)
    {
        var read = new List<ReceivedPrediction>();
        await foreach (ReceivedPrediction prediction in PredictionLines.ReadAsync(lines, Cancel)) read.Add(prediction);
        return [.. read];
    }

    private class ReadOnlyStream : MemoryStream
    {
        protected virtual int Give(Span<byte> buffer) => 0;

        public override int Read(Span<byte> buffer) => Give(buffer);

        public override int Read(byte[] buffer, int offset, int count) => Give(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Give(buffer.Span));
    }

    /// <summary>A line that never ends.</summary>
    private sealed class EndlessStream : ReadOnlyStream
    {
        protected override int Give(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            return buffer.Length;
        }
    }

    private sealed class PiecewiseStream(byte[] bytes, int[] sizes) : ReadOnlyStream
    {
        private int _at;
        private int _turn;

        protected override int Give(Span<byte> buffer)
        {
            int size = Math.Min(Math.Min(sizes[_turn++ % sizes.Length], bytes.Length - _at), buffer.Length);
            bytes.AsSpan(_at, size).CopyTo(buffer);
            _at += size;
            return size;
        }
    }
}

using System.Text;
using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Tests.Processes;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\n\nb", new[] { "a", "", "b" })]
    [InlineData("a\r\nb\rc\n\r", new[] { "a", "b", "c", "" })]
    [InlineData("ä\n日本\n", new[] { "ä", "日本" })]
    public async Task ReadAsync_Text_GivesItsLinesHoweverItComes(string text, string[] lines)
    {
        Assert.Equal(lines, await ReadAsync(text, 1));
        Assert.Equal(lines, await ReadAsync(text, 2));
        Assert.Equal(lines, await ReadAsync(text, int.MaxValue));
    }

    [Theory]
    [InlineData("x", 0, LineReader.MaximumBytes)]
    [InlineData("ä", 0, LineReader.MaximumBytes / 2)]
    [InlineData("ä", 1, (LineReader.MaximumBytes / 2) - 1)]
    [InlineData("日", 0, LineReader.MaximumBytes / 3)]
    [InlineData("日", 2, (LineReader.MaximumBytes - 2) / 3)]
    [InlineData("😀", 3, (LineReader.MaximumBytes / 4) - 1)]
    public async Task ReadAsync_LongLine_IsCutBetweenCharacters(string character, int before, int kept)
    {
        string start = new('-', before);
        string line = start + string.Concat(Enumerable.Repeat(character, LineReader.MaximumBytes + 1));
        string expected = start + string.Concat(Enumerable.Repeat(character, kept)) + LineReader.CutNote(LineReader.MaximumBytes);
        Assert.Equal([expected, "next"], await ReadAsync($"{line}\nnext", 1000));
    }

    [Fact]
    public async Task ReadAsync_LineOfTheGreatestLength_IsWhole()
    {
        string line = new('x', LineReader.MaximumBytes);
        Assert.Equal([line, line + LineReader.CutNote(LineReader.MaximumBytes), "y"], await ReadAsync($"{line}\n{line}x\ny", 777));
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(string text, int chunk)
    {
        var lines = new List<string>();
        await new LineReader(new SlowStream(Encoding.UTF8.GetBytes(text), chunk)).ReadAsync(lines.Add);
        return lines;
    }

    // Gives a few bytes at a time.
    private sealed class SlowStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}

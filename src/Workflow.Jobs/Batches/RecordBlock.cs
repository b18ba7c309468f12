using System.Runtime.InteropServices;

namespace Workflow.Jobs.Batches;

/// <summary>Records that stand one behind the other, whole: what is scored, written and committed at once.</summary>
/// <param name="bytes">Their text; borrowed, and given back by whoever is done with the block.</param>
internal sealed class RecordBlock(byte[] bytes)
{
    private readonly List<Record> _records = [];

    /// <summary>The text.</summary>
    public byte[] Bytes => bytes;

    /// <summary>Where the next block begins.</summary>
    public BlockStart End { get; set; }

    /// <summary>Which row of its file the first record is, from 1.</summary>
    public required long FirstRow { get; init; }

    /// <summary>How many records it has.</summary>
    public int Count => _records.Count;

    /// <summary>Adds a record.</summary>
    /// <param name="start">Where in the text it begins.</param>
    /// <param name="length">How long it is, without the end of its line.</param>
    /// <param name="line">The line of the file on which it begins, from 1.</param>
    public void Add(int start, int length, long line) => _records.Add(new Record(start, length, line));

    /// <summary>The text of a record.</summary>
    public ReadOnlySpan<byte> Text(int record) => bytes.AsSpan(_records[record].Start, _records[record].Length);

    /// <summary>The line on which a record begins, from 1.</summary>
    public long Line(int record) => _records[record].Line;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Record(int Start, int Length, long Line);
}

using System.Buffers;

namespace Workflow.Scorer.Streams;

/// <summary>
/// Values separated by a character, as RFC 4180 has them: a cell that begins with a quotation mark goes to the next single one and may hold anything,
/// also the end of a line; two of them stand for one.
/// </summary>
/// <param name="delimiter">What stands between cells.</param>
/// <param name="contentType">The media type of such texts.</param>
internal sealed class CsvDialect(char delimiter, string contentType)
{
    private readonly byte _delimiter = (byte)delimiter;
    private readonly SearchValues<byte> _special = SearchValues.Create([(byte)delimiter, (byte)'"', (byte)'\r', (byte)'\n']);

    /// <summary>Values separated by commas.</summary>
    public static CsvDialect Commas { get; } = new(',', "text/csv; charset=utf-8");

    /// <summary>Values separated by tabs.</summary>
    public static CsvDialect Tabs { get; } = new('\t', "text/tab-separated-values; charset=utf-8");

    /// <summary>The media type of such texts.</summary>
    public string ContentType => contentType;

    /// <summary>Finds the line feed that ends a record; -1 where it has not come yet.</summary>
    public int FindEnd(ReadOnlySpan<byte> bytes)
    {
        int line = bytes.IndexOf((byte)'\n');
        if (line < 0 || !bytes[..line].Contains((byte)'"')) return line;
        int at = 0;
        while (true)
        {
            if (at < bytes.Length && bytes[at] == (byte)'"')
            {
                int length = CsvCells.QuotedLength(bytes[at..]);
                if (length < 0) return -1;
                at += length;
            }

            int next = bytes[at..].IndexOfAny(_delimiter, (byte)'\n');
            if (next < 0) return -1;
            at += next;
            if (bytes[at] == (byte)'\n') return at;
            at++;
        }
    }

    /// <summary>The cells of a record.</summary>
    public CsvCells Cells(ReadOnlySpan<byte> record) => new(record, _delimiter);

    /// <summary>Writes a cell, in quotation marks where it needs them.</summary>
    /// <param name="output">Receives it.</param>
    /// <param name="isFirst">Whether the record begins with it.</param>
    /// <param name="cell">The text, UTF-8.</param>
    public void Write(IBufferWriter<byte> output, bool isFirst, ReadOnlySpan<byte> cell)
    {
        WriteDelimiter(output, isFirst);
        if (!cell.ContainsAny(_special))
        {
            output.Write(cell);
            return;
        }

        output.Write("\""u8);
        foreach (Range part in cell.Split((byte)'"'))
        {
            output.Write(cell[part]);
            if (part.End.Value < cell.Length) output.Write("\"\""u8);
        }

        output.Write("\""u8);
    }

    /// <summary>Writes what stands in front of a cell.</summary>
    public void WriteDelimiter(IBufferWriter<byte> output, bool isFirst)
    {
        if (!isFirst) output.Write([_delimiter]);
    }
}

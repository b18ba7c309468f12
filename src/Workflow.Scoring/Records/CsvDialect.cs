using System.Buffers;

namespace Workflow.Scoring.Records;

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

    /// <summary>What lines without anything else are no records.</summary>
    public string Blanks => delimiter == '\t' ? " " : " \t";

    /// <summary>Finds the line feed that ends a record; -1 where it has not come yet.</summary>
    public int FindEnd(ReadOnlySpan<byte> bytes, ref RecordScan scan)
    {
        if (scan.At == 0)
        {
            // Most records are here as a whole, and without quotation marks.
            int line = bytes.IndexOf((byte)'\n');
            if (line >= 0 && !bytes[..line].Contains((byte)'"')) return line;
        }

        (int at, CellPart part) = scan;
        int end = FindEnd(bytes, ref at, ref part);
        scan = new RecordScan(at, part);
        return end;
    }

    private int FindEnd(ReadOnlySpan<byte> bytes, ref int at, ref CellPart part)
    {
        while (at < bytes.Length)
        {
            if (part == CellPart.Begin)
            {
                part = bytes[at] == (byte)'"' ? CellPart.Quoted : CellPart.Plain;
                if (part == CellPart.Quoted) at++;
            }
            else if (part == CellPart.Quoted)
            {
                int mark = bytes[at..].IndexOf((byte)'"');
                at = mark < 0 ? bytes.Length : at + mark;

                // Whether the mark is one of two tells the byte behind it.
                if (at + 1 >= bytes.Length) return -1;
                if (bytes[at + 1] != (byte)'"') part = CellPart.Plain;
                at += part == CellPart.Plain ? 1 : 2;
            }
            else
            {
                int next = bytes[at..].IndexOfAny(_delimiter, (byte)'\n');
                at = next < 0 ? bytes.Length : at + next;
                if (next < 0) return -1;
                if (bytes[at] == (byte)'\n') return at;
                at++;
                part = CellPart.Begin;
            }
        }

        return -1;
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

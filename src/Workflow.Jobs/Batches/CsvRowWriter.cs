using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Workflow.Scoring.Records;

namespace Workflow.Jobs.Batches;

/// <summary>Writes rows of separated values; numbers with every digit.</summary>
/// <param name="dialect">How cells are separated.</param>
/// <param name="columns">The columns.</param>
/// <param name="kept">Gives fields of the input back.</param>
/// <param name="origin">Where predictions come from.</param>
internal sealed class CsvRowWriter(CsvDialect dialect, OutputColumns columns, IKeptFields kept, PredictionOrigin origin) : IRowWriter
{
    private const int LongestNumber = 32;

    private readonly byte[][] _classes = [.. origin.Classes.Select(label => Cell(dialect, label))];
    private readonly byte[] _end = [.. Cell(dialect, origin.Version), .. Delimiter(dialect), .. Encoding.UTF8.GetBytes(origin.Batch), (byte)'/'];

    /// <summary>The header.</summary>
    public static byte[] Header(CsvDialect dialect, OutputColumns columns)
    {
        var header = new ArrayBufferWriter<byte>();
        foreach ((int i, string name) in columns.All.Index()) dialect.Write(header, i == 0, Encoding.UTF8.GetBytes(name));
        header.Write("\n"u8);
        return header.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, ScoredRow row)
    {
        kept.WriteCells(output, dialect, row.Record);
        bool isFirst = columns.Kept.Count == 0;
        if (row.Class >= 0)
        {
            dialect.WriteDelimiter(output, isFirst);
            output.Write(_classes[row.Class]);
            isFirst = false;
        }

        foreach (double score in row.Outputs)
        {
            WriteNumber(output, isFirst, score);
            isFirst = false;
        }

        foreach (double contribution in row.Contributions) WriteNumber(output, isFirst: false, contribution);
        if (columns.HasEnvelope)
        {
            dialect.WriteDelimiter(output, isFirst: false);
            output.Write(row.IsOutside ? "true"u8 : "false"u8);
        }

        dialect.WriteDelimiter(output, isFirst: false);
        output.Write(_end);
        Utf8Formatter.TryFormat(row.Number, output.GetSpan(LongestNumber), out int length);
        output.Advance(length);
        output.Write("\n"u8);
    }

    private void WriteNumber(IBufferWriter<byte> output, bool isFirst, double number)
    {
        dialect.WriteDelimiter(output, isFirst);
        output.Advance(ShortestDecimal.WriteAny(number, output.GetSpan(LongestNumber)));
    }

    private static byte[] Cell(CsvDialect dialect, string text)
    {
        var cell = new ArrayBufferWriter<byte>();
        dialect.Write(cell, isFirst: true, Encoding.UTF8.GetBytes(text));
        return cell.WrittenSpan.ToArray();
    }

    private static byte[] Delimiter(CsvDialect dialect)
    {
        var delimiter = new ArrayBufferWriter<byte>();
        dialect.WriteDelimiter(delimiter, isFirst: false);
        return delimiter.WrittenSpan.ToArray();
    }
}

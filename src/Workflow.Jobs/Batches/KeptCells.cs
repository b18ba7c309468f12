using System.Buffers;
using System.Text.Json;
using Workflow.Scoring.Records;

namespace Workflow.Jobs.Batches;

/// <summary>Gives cells of separated values back: where the output has the same dialect, byte by byte.</summary>
/// <param name="source">How the cells of the records are separated.</param>
/// <param name="header">Says where they stand.</param>
/// <param name="names">Their names.</param>
internal sealed class KeptCells(CsvDialect source, CsvHeader header, IReadOnlyList<string> names) : IKeptFields
{
    private readonly Range[] _places = new Range[header.Count];

    /// <inheritdoc/>
    public void WriteCells(IBufferWriter<byte> output, CsvDialect dialect, ReadOnlySpan<byte> record)
    {
        if (names.Count == 0) return;
        Find(record);
        for (int i = 0; i < names.Count; i++)
        {
            ReadOnlySpan<byte> cell = record[_places[header.Kept[i]]];
            if (ReferenceEquals(dialect, source))
            {
                dialect.WriteDelimiter(output, i == 0);
                output.Write(cell);
            }
            else
            {
                dialect.Write(output, i == 0, TextOf(cell));
            }
        }
    }

    /// <inheritdoc/>
    public void WriteMembers(Utf8JsonWriter json, ReadOnlySpan<byte> record)
    {
        if (names.Count == 0) return;
        Find(record);
        for (int i = 0; i < names.Count; i++)
        {
            ReadOnlySpan<byte> text = TextOf(record[_places[header.Kept[i]]]);
            if (text.IsEmpty) json.WriteNull(names[i]);
            else json.WriteString(names[i], text);
        }
    }

    private ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> cell)
    {
        CsvCells one = source.Cells(cell);
        one.MoveNext();
        return one.Text;
    }

    private void Find(ReadOnlySpan<byte> record)
    {
        CsvCells cells = source.Cells(record);
        for (int field = 0; cells.MoveNext(); field++) _places[field] = cells.Place;
    }
}

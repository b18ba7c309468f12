namespace Workflow.Scoring.Records;

/// <summary>Reads rows of separated values, under a header.</summary>
/// <param name="pipeline">Knows the columns.</param>
/// <param name="dialect">How cells are separated.</param>
/// <param name="header">The header.</param>
internal sealed class CsvRecordReader(ScoringPipeline pipeline, CsvDialect dialect, CsvHeader header) : RecordReader
{
    /// <inheritdoc/>
    protected override void ReadText(ReadOnlySpan<byte> record, int row, Span<double> cells, List<RecordError> errors)
    {
        IReadOnlyList<(int Field, int Column)> known = header.Known;
        CsvCells values = dialect.Cells(record);
        int field = 0, next = 0;
        for (; values.MoveNext(); field++)
        {
            if (next == known.Count || known[next].Field != field) continue;
            int column = known[next++].Column;
            if (pipeline.Parser(column).Parse(values.Text, out cells[column]) is { } refusal) errors.Add(new RecordError(row, pipeline.InputColumns[column].Name, refusal));
        }

        if (values.Wrong is { } wrong) errors.Add(new RecordError(row, null, wrong));
        else if (field != header.Count) errors.Add(new RecordError(row, null, $"{field} cells for the {header.Count} of the header"));
    }
}

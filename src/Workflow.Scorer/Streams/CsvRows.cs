using Workflow.Scorer.Requests;
using Workflow.Scoring;

namespace Workflow.Scorer.Streams;

/// <summary>Rows of separated values, under a header.</summary>
internal sealed class CsvRows : StreamedRows
{
    private CsvRows(ScoringPipeline pipeline, CsvDialect dialect, RecordBuffer records)
        : base(pipeline, records) => Dialect = dialect;

    /// <summary>How cells are separated.</summary>
    public CsvDialect Dialect { get; }

    /// <summary>The header.</summary>
    public required CsvHeader Header { get; init; }

    /// <summary>Reads the header.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="dialect">How cells are separated.</param>
    /// <param name="request">Has the body.</param>
    /// <param name="included">Names of the fields that the answer gives back.</param>
    /// <param name="cancellationToken">Cancelled when the caller leaves.</param>
    /// <returns>The rows behind it.</returns>
    /// <exception cref="RequestException">There is no header, or it does not fit.</exception>
    public static async Task<CsvRows> OpenAsync(ScoringPipeline pipeline, CsvDialect dialect, HttpRequest request, IReadOnlyList<string> included, CancellationToken cancellationToken)
    {
        var records = new RecordBuffer(request.Body, request.ContentLength, dialect.FindEnd, dialect.Blanks);
        while (await records.FillAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!records.TryNextFilled(out Range record)) continue;
            CsvHeader header = CsvHeader.Read(pipeline, dialect.Cells(WithoutMark(records.Bytes(record))), included);
            return new CsvRows(pipeline, dialect, records) { Header = header };
        }

        throw new RequestException("the body is empty: a header with the columns' names is expected, and rows behind it");
    }

    /// <inheritdoc/>
    protected override void ReadRow(ReadOnlySpan<byte> record, int row, Span<double> cells, List<RequestError> errors)
    {
        IReadOnlyList<(int Field, int Column)> known = Header.Known;
        CsvCells values = Dialect.Cells(record);
        int field = 0, next = 0;
        for (; values.MoveNext(); field++)
        {
            if (next == known.Count || known[next].Field != field) continue;
            int column = known[next++].Column;
            if (Pipeline.Parser(column).Parse(values.Text, out cells[column]) is { } refusal) errors.Add(new RequestError(row, Pipeline.InputColumns[column].Name, refusal));
        }

        if (values.Wrong is { } wrong) errors.Add(new RequestError(row, null, wrong));
        else if (field != Header.Count) errors.Add(new RequestError(row, null, $"{field} cells for the {Header.Count} of the header"));
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        return line.StartsWith(byteOrderMark) ? line[byteOrderMark.Length..] : line;
    }
}

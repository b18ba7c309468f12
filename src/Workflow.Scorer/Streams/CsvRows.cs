using Workflow.Scorer.Requests;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Streams;

/// <summary>Rows of separated values, under a header.</summary>
internal sealed class CsvRows : StreamedRows
{
    private CsvRows(ScoringPipeline pipeline, CsvDialect dialect, CsvHeader header, RecordBuffer records)
        : base(pipeline, records, new CsvRecordReader(pipeline, dialect, header)) => (Dialect, Header) = (dialect, header);

    /// <summary>How cells are separated.</summary>
    public CsvDialect Dialect { get; }

    /// <summary>The header.</summary>
    public CsvHeader Header { get; }

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
            if (records.TryNextFilled(out Range record)) return new CsvRows(pipeline, dialect, ReadHeader(pipeline, dialect, records.Bytes(record), included), records);
        }

        throw new RequestException("the body is empty: a header with the columns' names is expected, and rows behind it");
    }

    private static CsvHeader ReadHeader(ScoringPipeline pipeline, CsvDialect dialect, ReadOnlySpan<byte> line, IReadOnlyList<string> included)
    {
        try
        {
            return CsvHeader.Read(pipeline, dialect, line, included);
        }
        catch (RecordException refused)
        {
            throw new RequestException(refused.Errors);
        }
    }
}

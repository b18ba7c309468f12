using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scoring;

namespace Workflow.Scorer.Streams;

/// <summary>Rows of one JSON object a line: each cell under the name of its column.</summary>
/// <param name="pipeline">Knows the columns.</param>
/// <param name="request">Has the body.</param>
internal sealed class JsonLineRows(ScoringPipeline pipeline, HttpRequest request)
    : StreamedRows(pipeline, new RecordBuffer(request.Body, request.ContentLength, FindEnd))
{
    private readonly JsonRecord _record = new(pipeline, new ColumnNames(pipeline));

    /// <summary>Finds the line feed that ends a record; -1 where it has not come yet.</summary>
    public static int FindEnd(ReadOnlySpan<byte> bytes, ref RecordScan scan)
    {
        int line = bytes[scan.At..].IndexOf((byte)'\n');
        if (line >= 0) return scan.At + line;
        scan = scan with { At = bytes.Length };
        return -1;
    }

    /// <inheritdoc/>
    protected override void ReadRow(ReadOnlySpan<byte> record, int row, Span<double> cells, List<RequestError> errors)
    {
        var reader = new Utf8JsonReader(JsonLiterals.Cut(record));
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject) _record.Read(ref reader, row, cells, errors);
            else errors.Add(new RequestError(row, null, "an object of cells under the names of their columns is expected"));

            // Behind the object nothing may stand.
            reader.Read();
        }
        catch (JsonException wrong)
        {
            errors.Add(new RequestError(row, null, $"not JSON: {JsonLiterals.Of(wrong)}"));
        }
    }
}

using System.Text.Json;

namespace Workflow.Scoring.Records;

/// <summary>Reads rows of one JSON object a line: each cell under the name of its column. One thread at a time.</summary>
/// <param name="pipeline">Knows the columns.</param>
internal sealed class JsonLineReader(ScoringPipeline pipeline) : RecordReader
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
    protected override void ReadText(ReadOnlySpan<byte> record, int row, Span<double> cells, List<RecordError> errors)
    {
        var reader = new Utf8JsonReader(JsonLiterals.Cut(record));
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject) _record.Read(ref reader, row, cells, errors);
            else errors.Add(new RecordError(row, null, "an object of cells under the names of their columns is expected"));

            // Behind the object nothing may stand.
            reader.Read();
        }
        catch (JsonException wrong)
        {
            errors.Add(new RecordError(row, null, $"not JSON: {JsonLiterals.Of(wrong)}"));
        }
    }
}

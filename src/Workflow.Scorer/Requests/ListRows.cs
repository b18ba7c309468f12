using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>Rows that are lists of cells, in the order of a request's fields.</summary>
/// <param name="pipeline">Knows the columns.</param>
/// <param name="body">JSON, UTF-8, whose grammar was checked.</param>
/// <param name="at">Where the list of rows begins.</param>
/// <param name="fields">What the cells of a row are.</param>
/// <param name="name">What the list is called.</param>
internal sealed class ListRows(ScoringPipeline pipeline, ReadOnlyMemory<byte> body, int at, RequestFields fields, string name) : JsonRows(pipeline, body, at, name)
{
    private readonly List<int> _keptAt = [];

    /// <inheritdoc/>
    protected override string Expected => "a row must be a list of cells";

    /// <inheritdoc/>
    protected override JsonTokenType Begin => JsonTokenType.StartArray;

    /// <summary>Writes the cells that the answer gives back, of a row of those that were read last.</summary>
    /// <param name="json">The writer; it stands in a list.</param>
    /// <param name="row">Which one of them, from 0.</param>
    public void WriteKept(Utf8JsonWriter json, int row)
    {
        for (int i = row * fields.Kept.Length; i < (row + 1) * fields.Kept.Length; i++) WriteAsText(json, RecordText.TokenAt(Body.Span, _keptAt[i]));
    }

    /// <inheritdoc/>
    protected override int ReadNumbers(ReadOnlySpan<byte> text, int start, Span<double> cells) =>
        fields.Kept.Length > 0 || fields.Known.Length != fields.Count ? 0 : NumberRow.Read(Pipeline, fields, text, start, cells);

    /// <inheritdoc/>
    protected override void BeginBlock() => _keptAt.Clear();

    /// <inheritdoc/>
    protected override void ReadRow(ref Utf8JsonReader reader, int start, Span<double> cells, List<RecordError> errors)
    {
        int field = 0, known = 0, kept = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; field++)
        {
            if (kept < fields.Kept.Length && fields.Kept[kept].Field == field)
            {
                kept++;
                _keptAt.Add(start + (int)reader.TokenStartIndex);
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) errors.Add(new RecordError(Row, null, "a list or an object cannot be given back"));
                else if (reader.ValueSpan.Length > JsonMembers.LongestText) errors.Add(new RecordError(Row, null, $"a cell of more than {JsonMembers.LongestText} bytes cannot be given back"));
            }

            if (known == fields.Known.Length || fields.Known[known].Field != field)
            {
                reader.Skip();
                continue;
            }

            int column = fields.Known[known++].Column;
            if (ReadCell(ref reader, column, out cells[column]) is { } refusal) errors.Add(new RecordError(Row, Pipeline.InputColumns[column].Name, refusal));
        }

        if (field != fields.Count) errors.Add(new RecordError(Row, null, $"{field} cells for {fields.Count} fields"));
    }

    // As the scores are: null stays null, all else becomes a text.
    private static void WriteAsText(Utf8JsonWriter json, ReadOnlySpan<byte> token)
    {
        if (token[0] == (byte)'"') json.WriteRawValue(token, skipInputValidation: true);
        else if (token[0] == (byte)'n') json.WriteNullValue();
        else json.WriteStringValue(token);
    }
}

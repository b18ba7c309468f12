using System.Text.Json;
using Workflow.Scoring;

namespace Workflow.Scorer.Requests;

/// <summary>
/// Goes through the rows of a request, block by block: cells are made when they are scored and forgotten then, for they may take many times
/// the room of their text.
/// </summary>
internal sealed class RequestRows
{
    private readonly ScoringPipeline _pipeline;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly int _fieldCount;
    private readonly (int Field, int Column)[] _known;
    private JsonReaderState _state;
    private int _at;
    private int _row;

    /// <summary>Stands before the first row.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="body">JSON, UTF-8, whose grammar was checked.</param>
    /// <param name="at">Where the list of rows begins.</param>
    /// <param name="fields">What the cells of a row are.</param>
    /// <exception cref="RequestException">No list begins there.</exception>
    public RequestRows(ScoringPipeline pipeline, ReadOnlyMemory<byte> body, int at, RequestFields fields)
    {
        _pipeline = pipeline;
        _body = body;
        _fieldCount = fields.Count;
        _known = [.. fields.Known];
        _at = at;
        Utf8JsonReader reader = Resume();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) throw new RequestException("\"rows\" must be a list of rows");
        Pause(ref reader);
    }

    /// <summary>Reads the next rows.</summary>
    /// <param name="cells">Receives the cells row by row; its length is that of whole rows.</param>
    /// <param name="errors">Receives what is wrong; reading ends where there are <see cref="RequestException.MostErrors"/> or more.</param>
    /// <returns>The number of rows; fewer than there is room for at the end.</returns>
    public int Read(Span<double> cells, List<RequestError> errors)
    {
        int width = _pipeline.InputColumns.Count;
        int room = cells.Length / width;
        int count = 0;
        Utf8JsonReader reader = Resume();
        for (; count < room && errors.Count < RequestException.MostErrors && reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++, _row++)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                errors.Add(new RequestError(_row, null, "a row must be a list of cells"));
                reader.Skip();
                continue;
            }

            Span<double> row = cells.Slice(count * width, width);
            row.Fill(double.NaN);
            ReadRow(ref reader, row, errors);
        }

        Pause(ref reader);
        return count;
    }

    private void ReadRow(ref Utf8JsonReader reader, Span<double> cells, List<RequestError> errors)
    {
        int field = 0;
        int known = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; field++)
        {
            if (known == _known.Length || _known[known].Field != field)
            {
                reader.Skip();
                continue;
            }

            int column = _known[known++].Column;
            if (ReadCell(ref reader, column, out cells[column]) is { } refusal) errors.Add(new RequestError(_row, _pipeline.InputColumns[column].Name, refusal));
        }

        if (field != _fieldCount) errors.Add(new RequestError(_row, null, $"{field} cells for {_fieldCount} fields"));
    }

    private string? ReadCell(ref Utf8JsonReader reader, int column, out double cell)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return _pipeline.Parser(column).Parse(reader.ValueSpan, out cell);
            case JsonTokenType.String:
                cell = double.NaN;
                return RequestText.TryUnescape(ref reader, out ReadOnlySpan<byte> text) ? _pipeline.Parser(column).Parse(text, out cell) : RequestText.NoText;
            case JsonTokenType.Null:
                return _pipeline.Parser(column).Missing(out cell);
            default:
                cell = double.NaN;
                reader.Skip();
                return "is neither a number nor a text";
        }
    }

    private Utf8JsonReader Resume() => new(_body.Span[_at..], isFinalBlock: true, _state);

    private void Pause(ref Utf8JsonReader reader)
    {
        _at += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }
}

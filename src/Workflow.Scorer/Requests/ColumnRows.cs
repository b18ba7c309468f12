using System.Text.Json;
using Workflow.Scorer.Rows;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>Rows that come column by column: an object with one list of cells under the name of each column.</summary>
internal sealed class ColumnRows : IRowReader
{
    private readonly ScoringPipeline _pipeline;
    private readonly JsonCursor?[] _cursors;
    private int _row;

    /// <summary>Stands before the first row.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="columns">Finds them by name.</param>
    /// <param name="body">JSON, UTF-8, whose grammar was checked: an object.</param>
    /// <exception cref="RequestException">A column stands twice, is no list, or must be there and is not.</exception>
    public ColumnRows(ScoringPipeline pipeline, ColumnNames columns, ReadOnlyMemory<byte> body)
    {
        _pipeline = pipeline;
        _cursors = new JsonCursor?[pipeline.InputColumns.Count];
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        int next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int column = columns.Find(ref reader, next);
            reader.Read();
            if (column >= 0)
            {
                if (_cursors[column] is not null) throw Wrong(column, "stands twice");
                if (reader.TokenType != JsonTokenType.StartArray) throw Wrong(column, "must be a list of cells");
                _cursors[column] = JsonCursor.Inside(body, (int)reader.TokenStartIndex);
                next = column + 1;
            }

            reader.Skip();
        }

        RequestException.ThrowIfAny(MissingColumns.Find(pipeline, column => _cursors[column] is not null, "is missing"));
    }

    /// <inheritdoc/>
    public int Read(Span<double> cells, List<RecordError> errors)
    {
        int width = _pipeline.InputColumns.Count, room = cells.Length / width, count = 0, longest = -1;
        cells.Fill(double.NaN);
        for (int column = 0; column < width; column++)
        {
            if (_cursors[column] is not { } cursor) continue;
            int read = ReadColumn(column, ref cursor, cells, room, errors);
            _cursors[column] = cursor;
            if (longest >= 0 && read != count)
            {
                int shorter = read < count ? column : longest;
                errors.Add(new RecordError(null, _pipeline.InputColumns[shorter].Name, $"has {_row + Math.Min(read, count)} cells, {_pipeline.InputColumns[shorter == column ? longest : column].Name} has more"));
                return 0;
            }

            (count, longest) = (read, column);
        }

        _row += count;
        return errors.Count >= RequestException.MostErrors ? 0 : count;
    }

    private int ReadColumn(int column, ref JsonCursor cursor, Span<double> cells, int room, List<RecordError> errors)
    {
        Utf8JsonReader reader = cursor.Resume();
        int count = 0;
        while (count < room && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            string? refusal = JsonCell.Read(_pipeline.Parser(column), ref reader, out cells[(count * _pipeline.InputColumns.Count) + column]);
            if (refusal is not null && errors.Count < RequestException.MostErrors) errors.Add(new RecordError(_row + count, _pipeline.InputColumns[column].Name, refusal));
            count++;
        }

        // At its end a list is not left: there is nothing to read behind it.
        if (reader.TokenType != JsonTokenType.EndArray) cursor.Pause(ref reader);
        return count;
    }

    private RequestException Wrong(int column, string reason) => new([new RecordError(null, _pipeline.InputColumns[column].Name, reason)]);
}

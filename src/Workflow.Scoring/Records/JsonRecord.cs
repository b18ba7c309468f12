using System.Text.Json;

namespace Workflow.Scoring.Records;

/// <summary>Reads a row from an object whose members are its cells.</summary>
internal sealed class JsonRecord(ScoringPipeline pipeline, ColumnNames columns)
{
    private readonly bool[] _isThere = new bool[pipeline.InputColumns.Count];

    /// <summary>Reads an object to its end.</summary>
    /// <param name="reader">Stands on its beginning.</param>
    /// <param name="row">Which row it is, for messages; null for the only one.</param>
    /// <param name="cells">Receives the cells; holds nothing but missing values before.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public void Read(ref Utf8JsonReader reader, int? row, Span<double> cells, List<RecordError> errors)
    {
        Array.Clear(_isThere);
        int next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int column = columns.Find(ref reader, next);
            reader.Read();
            if (column < 0)
            {
                reader.Skip();
                continue;
            }

            next = column + 1;
            string? refusal = JsonCell.Read(pipeline.Parser(column), ref reader, out cells[column]);
            if (_isThere[column]) refusal = "stands twice";
            _isThere[column] = true;
            if (refusal is not null) errors.Add(new RecordError(row, pipeline.InputColumns[column].Name, refusal));
        }

        MissingColumns.Note(pipeline, _isThere, row, errors);
    }
}

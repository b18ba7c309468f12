using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Workflow.Scoring;

namespace Workflow.Scorer.Requests;

/// <summary>
/// Reads <c>{"fields": [name, ...], "rows": [[cell, ...], ...]}</c> into input cells. Members and fields come in any order; cells are numbers
/// or texts; fields that the pipeline does not know are passed over.
/// </summary>
internal sealed class ScoreRequestReader
{
    private const int MostErrors = 100;
    private const int Unknown = -1;
    private const int LongestQuote = 40;
    private const string NoText = "is no text: half of a surrogate pair is no character";

    private readonly ScoringPipeline _pipeline;
    private readonly Dictionary<string, int> _columns;

    public ScoreRequestReader(ScoringPipeline pipeline)
    {
        _pipeline = pipeline;
        _columns = pipeline.InputColumns.Select((column, i) => (column.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
    }

    /// <summary>Reads a request.</summary>
    /// <param name="body">JSON, UTF-8.</param>
    /// <returns>Input cells row by row.</returns>
    /// <exception cref="RequestException">With everything that is wrong, up to 100 errors.</exception>
    public double[] Read(ReadOnlySpan<byte> body)
    {
        // The JSON reader looks at the bytes of a text only where somebody asks for it.
        if (!Utf8.IsValid(body)) throw new RequestException("not JSON: the body is not UTF-8");
        try
        {
            (int[] positions, long rowsAt) = FindMembers(body);
            var reader = new Utf8JsonReader(body[(int)rowsAt..]);
            reader.Read();
            return ReadRows(ref reader, positions);
        }
        catch (JsonException wrong)
        {
            throw new RequestException($"not JSON: {wrong.Message}");
        }
    }

    // Where the rows begin, and for each field the index of its column. The whole body is walked, so its syntax is checked here.
    private (int[] Positions, long RowsAt) FindMembers(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new RequestException("a JSON object with \"fields\" and \"rows\" is expected");
        int[]? positions = null;
        long rowsAt = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = Name(ref reader);
            if (name == "fields")
            {
                if (positions is not null) throw new RequestException("\"fields\" stands twice");
                positions = ReadFields(ref reader);
            }
            else if (name == "rows")
            {
                if (rowsAt >= 0) throw new RequestException("\"rows\" stands twice");
                reader.Read();
                rowsAt = reader.TokenStartIndex;
                reader.Skip();
            }
            else
            {
                throw new RequestException($"unknown member \"{Quote(name)}\"; allowed: \"fields\" and \"rows\"");
            }
        }

        if (reader.Read()) throw new RequestException("something follows the JSON object");
        if (positions is null) throw new RequestException("\"fields\" is missing: a list of the columns' names");
        if (rowsAt < 0) throw new RequestException("\"rows\" is missing: a list of rows, each a list of cells in the order of the fields");
        return (positions, rowsAt);
    }

    private int[] ReadFields(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) throw new RequestException("\"fields\" must be a list of names");
        var positions = new List<int>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String) throw new RequestException("\"fields\" must be a list of names");
            string name = Name(ref reader);
            if (!seen.Add(name)) throw new RequestException($"field \"{Quote(name)}\" stands twice");
            positions.Add(_columns.TryGetValue(name, out int column) ? column : Unknown);
        }

        RequestError[] missing =
        [
            .. _pipeline.InputColumns.Where(column => !seen.Contains(column.Name) && !column.AcceptsMissing)
                .Select(column => new RequestError(null, column.Name, "missing in \"fields\""))
                .Take(MostErrors),
        ];
        return missing.Length == 0 ? [.. positions] : throw new RequestException(missing);
    }

    private double[] ReadRows(ref Utf8JsonReader reader, int[] positions)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new RequestException("\"rows\" must be a list of rows");
        int width = _pipeline.InputColumns.Count;
        var cells = new List<double>();
        var errors = new List<RequestError>();
        for (int row = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray && errors.Count < MostErrors; row++)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                errors.Add(new RequestError(row, null, "a row must be a list of cells"));
                reader.Skip();
                continue;
            }

            for (int i = 0; i < width; i++) cells.Add(double.NaN);
            ReadRow(ref reader, positions, row, CollectionsMarshal.AsSpan(cells)[^width..], errors);
        }

        return errors.Count == 0 ? [.. cells] : throw new RequestException([.. errors.Take(MostErrors)]);
    }

    private void ReadRow(ref Utf8JsonReader reader, int[] positions, int row, Span<double> cells, List<RequestError> errors)
    {
        int field = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; field++)
        {
            if (field >= positions.Length || positions[field] == Unknown)
            {
                reader.Skip();
                continue;
            }

            int column = positions[field];
            if (ReadCell(ref reader, column, out cells[column]) is { } refusal) errors.Add(new RequestError(row, _pipeline.InputColumns[column].Name, refusal));
        }

        if (field != positions.Length) errors.Add(new RequestError(row, null, $"{field} cells for {positions.Length} fields"));
    }

    private string? ReadCell(ref Utf8JsonReader reader, int column, out double cell)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return _pipeline.Parser(column).Parse(reader.ValueSpan, out cell);
            case JsonTokenType.String when !reader.ValueIsEscaped:
                return _pipeline.Parser(column).Parse(reader.ValueSpan, out cell);
            case JsonTokenType.String:
                cell = double.NaN;
                return TryUnescape(ref reader) is { } text ? _pipeline.Parser(column).Parse(text, out cell) : NoText;
            case JsonTokenType.Null:
                return _pipeline.Parser(column).Missing(out cell);
            default:
                cell = double.NaN;
                reader.Skip();
                return "is neither a number nor a text";
        }
    }

    private static string Name(ref Utf8JsonReader reader) => TryUnescape(ref reader) ?? throw new RequestException($"a name {NoText}");

    // JSON's grammar allows \ud800 alone, which is no character.
    private static string? TryUnescape(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // Names come from the caller: the answer must not grow with them.
    private static string Quote(string name) => name.Length <= LongestQuote ? name : $"{name[..LongestQuote]}...";
}

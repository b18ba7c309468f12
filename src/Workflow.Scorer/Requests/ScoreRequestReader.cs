using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Workflow.Scoring;

namespace Workflow.Scorer.Requests;

/// <summary>
/// Reads <c>{"fields": [name, ...], "rows": [[cell, ...], ...]}</c>. Members and fields come in any order; cells are numbers or texts; fields
/// that the pipeline does not know are passed over.
/// </summary>
internal sealed class ScoreRequestReader
{
    private readonly ScoringPipeline _pipeline;
    private readonly Dictionary<string, int> _columns;
    private readonly int _longestName;

    public ScoreRequestReader(ScoringPipeline pipeline)
    {
        _pipeline = pipeline;
        _columns = pipeline.InputColumns.Select((column, i) => (column.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        _longestName = pipeline.InputColumns.Max(column => Encoding.UTF8.GetByteCount(column.Name));
    }

    /// <summary>Reads a request up to its rows. The whole body is walked, so its grammar is checked here.</summary>
    /// <param name="body">JSON, UTF-8.</param>
    /// <exception cref="RequestException">With what is wrong.</exception>
    public ScoreRequest Read(ReadOnlyMemory<byte> body)
    {
        // The JSON reader looks at the bytes of a text only where somebody asks for it.
        if (!Utf8.IsValid(body.Span)) throw new RequestException("not JSON: the body is not UTF-8");
        try
        {
            return FindMembers(body);
        }
        catch (JsonException wrong)
        {
            throw new RequestException($"not JSON: {wrong.Message}");
        }
    }

    private ScoreRequest FindMembers(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new RequestException("a JSON object with \"fields\" and \"rows\" is expected");
        RequestFields? fields = null;
        int rowsAt = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = RequestText.Name(ref reader);
            if (name.SequenceEqual("fields"u8))
            {
                if (fields is not null) throw new RequestException("\"fields\" stands twice");
                fields = ReadFields(ref reader, body);
            }
            else if (name.SequenceEqual("rows"u8))
            {
                if (rowsAt >= 0) throw new RequestException("\"rows\" stands twice");
                reader.Read();
                rowsAt = (int)reader.TokenStartIndex;
                reader.Skip();
            }
            else
            {
                throw new RequestException($"unknown member \"{RequestText.Quote(name)}\"; allowed: \"fields\" and \"rows\"");
            }
        }

        if (reader.Read()) throw new RequestException("something follows the JSON object");
        if (fields is null) throw new RequestException("\"fields\" is missing: a list of the columns' names");
        if (rowsAt < 0) throw new RequestException("\"rows\" is missing: a list of rows, each a list of cells in the order of the fields");
        return new ScoreRequest(_pipeline, body, rowsAt, fields);
    }

    private RequestFields ReadFields(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) throw new RequestException("\"fields\" must be a list of names");
        int count = 0;
        var known = new List<(int Field, int Column)>();
        var names = new FieldNames(body, CountNames(reader));
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (reader.TokenType != JsonTokenType.String) throw new RequestException("\"fields\" must be a list of names");
            ReadOnlySpan<byte> name = RequestText.Name(ref reader);
            if (!names.Add((int)reader.TokenStartIndex, name)) throw new RequestException($"field \"{RequestText.Quote(name)}\" stands twice");
            if (name.Length <= _longestName && _columns.TryGetValue(Encoding.UTF8.GetString(name), out int column)) known.Add((count, column));
        }

        RequireColumns(known);
        return new RequestFields(count, [.. known]);
    }

    // The reader is a copy. What is wrong with the names is told when they are read.
    private static int CountNames(Utf8JsonReader reader)
    {
        int count = 0;
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.String) count++;
        }
        catch (JsonException)
        {
            return count;
        }

        return count;
    }

    private void RequireColumns(List<(int Field, int Column)> known)
    {
        HashSet<int> there = [.. known.Select(pair => pair.Column)];
        RequestError[] missing =
        [
            .. _pipeline.InputColumns.Where((column, i) => !there.Contains(i) && !column.AcceptsMissing)
                .Select(column => new RequestError(null, column.Name, "missing in \"fields\""))
                .Take(RequestException.MostErrors),
        ];
        if (missing.Length > 0) throw new RequestException(missing);
    }
}

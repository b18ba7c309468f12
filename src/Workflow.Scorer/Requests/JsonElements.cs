using System.Text.Json;

namespace Workflow.Scorer.Requests;

/// <summary>Goes through the elements of a JSON list, whatever they are.</summary>
/// <param name="body">JSON, UTF-8, whose grammar was checked.</param>
/// <param name="at">Where the list begins.</param>
internal sealed class JsonElements(ReadOnlyMemory<byte> body, int at)
{
    private JsonCursor _cursor = JsonCursor.Inside(body, at);

    /// <summary>Where in the body the element begins that was read last.</summary>
    public int Start { get; private set; }

    /// <summary>The next element; null at the end.</summary>
    public ReadOnlyMemory<byte>? Next()
    {
        Utf8JsonReader reader = _cursor.Resume();
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray) return null;
        Start = _cursor.At + (int)reader.TokenStartIndex;
        reader.Skip();
        _cursor.Pause(ref reader);
        return body[Start.._cursor.At];
    }
}

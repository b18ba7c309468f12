using System.Text.Json;

namespace Workflow.Scorer.Requests;

/// <summary>A place in a JSON body at which reading was paused, and goes on. A reader itself lives no longer than a method.</summary>
/// <param name="body">JSON, UTF-8, whose grammar was checked.</param>
/// <param name="at">Where a value begins.</param>
internal struct JsonCursor(ReadOnlyMemory<byte> body, int at)
{
    private JsonReaderState _state;
    private JsonTokenType _last;

    /// <summary>Where in the body the reader's own count begins.</summary>
    public int At { get; private set; } = at;

    /// <summary>Whether it stands behind the bracket with which a value begins: nothing of the value has been read.</summary>
    public readonly bool IsAtFirst => _last == JsonTokenType.StartArray;

    /// <summary>A cursor behind the bracket with which a value begins.</summary>
    public static JsonCursor Inside(ReadOnlyMemory<byte> body, int at)
    {
        var cursor = new JsonCursor(body, at);
        Utf8JsonReader reader = cursor.Resume();
        reader.Read();
        cursor.Pause(ref reader);
        return cursor;
    }

    /// <summary>A reader that goes on here.</summary>
    public readonly Utf8JsonReader Resume() => new(body.Span[At..], isFinalBlock: true, _state);

    /// <summary>Passes over an element that was read without a reader: a list.</summary>
    /// <param name="length">How many bytes, with the comma before it.</param>
    public void PassList(int length)
    {
        At += length;
        if (_last == JsonTokenType.EndArray) return;
        _state = BehindList(_state, IsAtFirst);
        _last = JsonTokenType.EndArray;
    }

    /// <summary>What a reader knows that has read a list; told of an empty one, it knows the same.</summary>
    /// <param name="before">What it knew before.</param>
    /// <param name="isFirst">Whether no comma stands before the list.</param>
    public static JsonReaderState BehindList(JsonReaderState before, bool isFirst = true)
    {
        var reader = new Utf8JsonReader(isFirst ? "[]"u8 : ",[]"u8, isFinalBlock: false, before);
        reader.Read();
        reader.Read();
        return reader.CurrentState;
    }

    /// <summary>Moves to where a reader stands.</summary>
    public void Pause(ref Utf8JsonReader reader)
    {
        At += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        _last = reader.TokenType;
    }
}

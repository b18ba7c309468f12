using System.Text.Json;

namespace Workflow.Scorer.Requests;

/// <summary>A place in a JSON body at which reading was paused, and goes on. A reader itself lives no longer than a method.</summary>
/// <param name="body">JSON, UTF-8, whose grammar was checked.</param>
/// <param name="at">Where a value begins.</param>
internal struct JsonCursor(ReadOnlyMemory<byte> body, int at)
{
    private JsonReaderState _state;

    /// <summary>Where in the body the reader's own count begins.</summary>
    public int At { get; private set; } = at;

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

    /// <summary>Passes over what was read without a reader.</summary>
    /// <param name="length">How many bytes: as many as bring it behind a value of the kind behind which it stands.</param>
    public void Pass(int length) => At += length;

    /// <summary>Moves to where a reader stands.</summary>
    public void Pause(ref Utf8JsonReader reader)
    {
        At += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }
}

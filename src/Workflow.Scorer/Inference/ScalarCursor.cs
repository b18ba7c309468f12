using System.Text.Json;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Inference;

/// <summary>A place in a list of scalars, whose brackets say nothing: tensors come flat or nested.</summary>
/// <param name="body">JSON, UTF-8, whose grammar was checked.</param>
/// <param name="at">Where the list begins.</param>
internal struct ScalarCursor(ReadOnlyMemory<byte> body, int at)
{
    private JsonCursor _cursor = new(body, at);
    private bool _isBehind;

    /// <summary>A reader that goes on here.</summary>
    public readonly Utf8JsonReader Resume() => _cursor.Resume();

    /// <summary>Moves a reader to the next scalar.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next(ref Utf8JsonReader reader)
    {
        while (!_isBehind && reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray)) return true;

            // What follows the outermost bracket belongs to another member.
            _isBehind = reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == 0;
        }

        return false;
    }

    /// <summary>Moves to where a reader stands.</summary>
    public void Pause(ref Utf8JsonReader reader) => _cursor.Pause(ref reader);
}

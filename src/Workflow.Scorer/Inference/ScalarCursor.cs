using System.Globalization;
using System.Text.Json;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Inference;

/// <summary>A place in the values of a tensor, which come flat, row by row, or nested as the tensor's shape is.</summary>
/// <param name="body">JSON, UTF-8, whose grammar was checked.</param>
/// <param name="at">Where the list of values begins.</param>
/// <param name="perRow">How many values a row has, where the shape has rows of values; 0 where it has none.</param>
internal struct ScalarCursor(ReadOnlyMemory<byte> body, int at, int perRow)
{
    private const int Flat = 1, Nested = 2;

    private JsonCursor _cursor = new(body, at);
    private bool _isBehind;

    // How deep values stand; 0 before the first one.
    private int _depth;
    private int _inRow;

    /// <summary>What is wrong with the lists; null where nothing is. There is no next value then.</summary>
    public string? Wrong { get; private set; }

    /// <summary>The row that is read, from 0, where values are nested.</summary>
    public int Row { get; private set; } = -1;

    /// <summary>A reader that goes on here.</summary>
    public readonly Utf8JsonReader Resume() => _cursor.Resume();

    /// <summary>Moves a reader to the next value.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next(ref Utf8JsonReader reader)
    {
        while (!_isBehind && Wrong is null && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray when reader.CurrentDepth > 0:
                    BeginRow(reader.CurrentDepth);
                    break;
                case JsonTokenType.StartArray:
                    break;
                case JsonTokenType.EndArray when reader.CurrentDepth > 0:
                    if (_inRow != perRow) Wrong = WrongCount();
                    break;
                case JsonTokenType.EndArray:
                    // What follows the outermost bracket belongs to another member.
                    _isBehind = true;
                    break;
                default:
                    Count(reader.CurrentDepth);
                    return Wrong is null;
            }
        }

        return false;
    }

    /// <summary>Moves to where a reader stands.</summary>
    public void Pause(ref Utf8JsonReader reader) => _cursor.Pause(ref reader);

    private void BeginRow(int depth)
    {
        if (depth >= Nested || perRow == 0) Wrong = "\"data\" is nested deeper than its shape says";
        else if (_depth == Flat) Wrong = "\"data\" has lists among its values";
        (_depth, _inRow) = (Nested, 0);
        if (depth < Nested) Row++;
    }

    private void Count(int depth)
    {
        if (_depth != 0 && _depth != depth) Wrong = "\"data\" has values among its lists";
        else if (depth == Nested && ++_inRow > perRow) Wrong = WrongCount();
        _depth = depth;
    }

    private readonly string WrongCount() => string.Create(CultureInfo.InvariantCulture, $"{(_inRow > perRow ? "more" : "fewer")} values than the {perRow} that the shape says");
}

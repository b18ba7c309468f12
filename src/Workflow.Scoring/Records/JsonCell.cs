using System.Text.Json;
using Workflow.Scoring.Input;

namespace Workflow.Scoring.Records;

/// <summary>Reads one cell: a number, a text, or null.</summary>
internal static class JsonCell
{
    /// <summary>Reads the value that the reader stands on, to its end, where truth values may stand: true is 1, false is 0.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? ReadTruth(CellParser parser, ref Utf8JsonReader reader, out double cell) => reader.TokenType switch
    {
        JsonTokenType.True => parser.Parse("1"u8, out cell),
        JsonTokenType.False => parser.Parse("0"u8, out cell),
        _ => Read(parser, ref reader, out cell),
    };

    /// <summary>Reads the value that the reader stands on, to its end.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Read(CellParser parser, ref Utf8JsonReader reader, out double cell)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return parser.Parse(reader.ValueSpan, out cell);
            case JsonTokenType.String:
                cell = double.NaN;
                return RecordText.TryUnescape(ref reader, out ReadOnlySpan<byte> text) ? parser.Parse(text, out cell) : RecordText.NoText;
            case JsonTokenType.Null:
                return parser.Missing(out cell);
            default:
                cell = double.NaN;
                reader.Skip();
                return "is neither a number nor a text";
        }
    }
}

using System.Text;
using System.Text.Json;

namespace Workflow.Scoring.Records;

/// <summary>Texts of a record. They stay bytes: as characters a long one would take a multiple of its room.</summary>
internal static class RecordText
{
    /// <summary>Why a text is refused that cannot be unescaped.</summary>
    public const string NoText = "is no text: half of a surrogate pair is no character";

    private const int LongestQuote = 40;

    // More characters than are quoted, whatever they are.
    private const int QuotedBytes = 4 * (LongestQuote + 2);

    /// <summary>The text that the reader stands on. JSON's grammar allows \ud800 alone, which is no character.</summary>
    public static bool TryUnescape(ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = reader.ValueSpan;
        if (!reader.ValueIsEscaped) return true;
        var unescaped = new byte[text.Length];
        try
        {
            text = unescaped.AsSpan(0, reader.CopyString(unescaped));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The bytes of the text, number or word that begins at a place of a body whose grammar was checked.</summary>
    public static ReadOnlySpan<byte> TokenAt(ReadOnlySpan<byte> body, int at)
    {
        var reader = new Utf8JsonReader(body[at..], isFinalBlock: true, default);
        reader.Read();
        return body.Slice(at, (int)reader.BytesConsumed);
    }

    /// <summary>A name for a message. It comes from whoever sent it: the message must not grow with it.</summary>
    public static string Quote(ReadOnlySpan<byte> name) => Quote(Encoding.UTF8.GetString(name[..Math.Min(name.Length, QuotedBytes)]));

    /// <inheritdoc cref="Quote(ReadOnlySpan{byte})"/>
    public static string Quote(string text) => text.Length <= LongestQuote ? text : $"{text[..LongestQuote]}...";
}

using System.Globalization;
using System.Text.Json;

namespace Workflow.Scoring.Records;

/// <summary>
/// Looks at the words of JSON (true, false, null) before the framework's reader does. Its exception has all the text behind a wrong one: a multiple
/// of the body in memory, and an answer that gives the rows back.
/// </summary>
internal static class JsonLiterals
{
    // Enough for the reader to say what is wrong, and where.
    private const int QuotedBytes = 16;

    /// <summary>So long may a body be that is read without a look before: its exception takes no memory to speak of.</summary>
    public const int HarmlessBytes = 16 << 10;

    /// <summary>What the reader says of a body, from its beginning to what is wrong, without the text behind a wrong word.</summary>
    /// <param name="json">The body; it is no JSON.</param>
    public static string Message(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(Cut(json));
            while (reader.Read())
            {
                // To what is wrong.
            }

            throw new ArgumentException("it is JSON", nameof(json));
        }
        catch (JsonException wrong)
        {
            return Of(wrong);
        }
    }

    /// <summary>What the framework's reader says, with its place as people count, and what a caller can do.</summary>
    public static string Of(JsonException wrong)
    {
        int place = wrong.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string reason = (place < 0 ? wrong.Message : wrong.Message[..place]).Replace(" Change the reader options.", string.Empty, StringComparison.Ordinal);
        string remedy = reason.StartsWith("'N'", StringComparison.Ordinal) || reason.StartsWith("'I'", StringComparison.Ordinal) ? " JSON has no NaN and no Infinity: null is a missing value." : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}: {reason}{remedy}");
    }

    /// <summary>What the reader is to read: all of it, or as much as ends soon behind the first wrong word.</summary>
    /// <param name="json">What should be JSON, UTF-8.</param>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> json)
    {
        int at = FirstWrong(json);
        return at < 0 ? json : json[..Math.Min(at + QuotedBytes, json.Length)];
    }

    private static int FirstWrong(ReadOnlySpan<byte> json)
    {
        for (int at = 0; ;)
        {
            int next = json[at..].IndexOfAny("\"tfn"u8);
            if (next < 0) return -1;
            at += next;
            int length = json[at] == (byte)'"' ? TextLength(json[at..]) : WordLength(json[at..]);
            if (length == 0) return at;
            at += length;
        }
    }

    private static int WordLength(ReadOnlySpan<byte> json) => json[0] switch
    {
        (byte)'t' when json.StartsWith("true"u8) => 4,
        (byte)'f' when json.StartsWith("false"u8) => 5,
        (byte)'n' when json.StartsWith("null"u8) => 4,
        _ => 0,
    };

    // With its quotation marks; the rest where the second one is missing.
    private static int TextLength(ReadOnlySpan<byte> json)
    {
        for (int at = 1; ;)
        {
            int next = json[at..].IndexOfAny("\"\\"u8);
            if (next < 0) return json.Length;
            at += next + 1;
            if (json[at - 1] == (byte)'"') return at;
            if (++at > json.Length) return json.Length;
        }
    }
}

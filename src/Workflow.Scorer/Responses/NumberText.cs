using System.Text.Json;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Responses;

/// <summary>Numbers as texts with every digit: the shortest text that stands for a number and no other.</summary>
internal static class NumberText
{
    // With its quotation marks, and what stands between them and around a list.
    private const int MostBytes = 38;
    private const int MostAtOnce = 32;

    /// <summary>Writes one.</summary>
    public static void WriteNumberText(this Utf8JsonWriter json, double number)
    {
        // Nothing in a number needs an escape; the writer would make one of the + of an exponent.
        Span<byte> text = stackalloc byte[MostBytes];
        json.WriteRawValue(text[..Write(number, text)], skipInputValidation: true);
    }

    /// <summary>Writes lists of them.</summary>
    /// <param name="json">The writer; it stands in a list.</param>
    /// <param name="numbers">The numbers, list by list.</param>
    /// <param name="width">Numbers of a list, at least one.</param>
    public static void WriteNumberTexts(this Utf8JsonWriter json, ReadOnlySpan<double> numbers, int width)
    {
        // As one piece: the writer takes longer for a value than the value's text.
        int atOnce = Math.Max(MostAtOnce / width, 1) * width;
        while (!numbers.IsEmpty)
        {
            ReadOnlySpan<double> next = numbers[..Math.Min(atOnce, numbers.Length)];
            if (atOnce <= MostAtOnce) WriteShortLists(json, next, width);
            else WriteLongList(json, next);
            numbers = numbers[next.Length..];
        }
    }

    private static void WriteLongList(Utf8JsonWriter json, ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray();
        foreach (double number in numbers) json.WriteNumberText(number);
        json.WriteEndArray();
    }

    // The commas between them too: the writer adds those around a piece.
    private static void WriteShortLists(Utf8JsonWriter json, ReadOnlySpan<double> numbers, int width)
    {
        Span<byte> text = stackalloc byte[MostAtOnce * MostBytes];
        int length = 0;
        for (; !numbers.IsEmpty; numbers = numbers[width..])
        {
            if (length > 0) text[length++] = (byte)',';
            text[length++] = (byte)'[';
            foreach (double number in numbers[..width])
            {
                length += Write(number, text[length..]);
                text[length++] = (byte)',';
            }

            text[length - 1] = (byte)']';
        }

        json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    private static int Write(double number, Span<byte> text)
    {
        int length = ShortestDecimal.WriteAny(number, text[1..]);
        text[0] = text[length + 1] = (byte)'"';
        return length + 2;
    }
}

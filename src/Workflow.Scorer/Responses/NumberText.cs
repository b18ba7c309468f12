using System.Globalization;
using System.Text.Json;

namespace Workflow.Scorer.Responses;

/// <summary>Numbers as texts with every digit.</summary>
internal static class NumberText
{
    /// <summary>Writes one: the shortest text that stands for the number and no other.</summary>
    public static void WriteNumberText(this Utf8JsonWriter json, double number)
    {
        // Nothing in a number needs an escape; the writer would make one of the + of an exponent.
        Span<byte> text = stackalloc byte[34];
        number.TryFormat(text[1..], out int length, provider: CultureInfo.InvariantCulture);
        text[0] = text[length + 1] = (byte)'"';
        json.WriteRawValue(text[..(length + 2)], skipInputValidation: true);
    }
}

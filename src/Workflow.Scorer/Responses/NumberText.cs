using System.Globalization;
using System.Text.Json;

namespace Workflow.Scorer.Responses;

/// <summary>Numbers as texts with every digit.</summary>
internal static class NumberText
{
    /// <summary>Writes one: the shortest text that stands for the number and no other.</summary>
    public static void WriteNumberText(this Utf8JsonWriter json, double number)
    {
        Span<byte> text = stackalloc byte[32];
        number.TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
        json.WriteStringValue(text[..length]);
    }
}

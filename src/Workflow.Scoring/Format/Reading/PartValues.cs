using System.Text;
using System.Text.Json;

namespace Workflow.Scoring.Format.Reading;

/// <summary>Takes the one value that stands at a place, and refuses any other kind.</summary>
internal static class PartValues
{
    private const int MostQuoted = 60;

    /// <summary>Refuses all but one kind of token.</summary>
    public static void Require(this ref PartReader json, JsonTokenType kind, string expected)
    {
        if (json.Kind != kind) throw json.Mismatch(expected);
    }

    /// <summary>A text.</summary>
    public static string Text(this ref PartReader json)
    {
        json.Require(JsonTokenType.String, "a text");
        return json.GetText();
    }

    /// <summary>A text, or null.</summary>
    public static string? TextOrNull(this ref PartReader json) => json.Kind == JsonTokenType.Null ? null : json.Text();

    /// <summary>One of some names.</summary>
    /// <returns>Its index among them.</returns>
    public static int NameOf(this ref PartReader json, string[] names)
    {
        int index = json.Kind == JsonTokenType.String ? Array.IndexOf(names, json.GetText()) : -1;
        return index >= 0 ? index : throw json.Mismatch($"one of {string.Join(", ", names)}");
    }

    /// <summary>True or false.</summary>
    public static bool Flag(this ref PartReader json) => json.Kind switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw json.Mismatch("true or false"),
    };

    /// <summary>A whole number of 32 bits.</summary>
    public static int Integer(this ref PartReader json) =>
        json.Kind == JsonTokenType.Number && json.Token.TryGetInt32(out int number) ? number : throw json.Mismatch("a whole number of 32 bits");

    /// <summary>A whole number of 64 bits.</summary>
    public static long Count(this ref PartReader json) =>
        json.Kind == JsonTokenType.Number && json.Token.TryGetInt64(out long number) ? number : throw json.Mismatch("a whole number of 64 bits");

    /// <summary>A number.</summary>
    public static double Number(this ref PartReader json) =>
        json.Kind == JsonTokenType.Number && json.Token.TryGetDouble(out double number) ? number : throw json.Mismatch("a number");

    /// <summary>A number, or null.</summary>
    public static double? NumberOrNull(this ref PartReader json) => json.Kind == JsonTokenType.Null ? null : json.Number();

    /// <summary>What an item is read from, or null.</summary>
    public static T? OrNull<T>(this ref PartReader json, PartItem<T> item)
        where T : class => json.Kind == JsonTokenType.Null ? null : item(ref json);

    /// <summary>An exception for a value of another kind.</summary>
    public static PipelineFileException Mismatch(this ref PartReader json, string expected) => json.Refuse($"{expected} is expected, not {json.Found()}");

    private static string Found(this ref PartReader json) => json.Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => $"'{json.Written()}'",
        _ => json.Written(),
    };

    private static string Written(this ref PartReader json)
    {
        ReadOnlySpan<byte> bytes = json.Token.ValueSpan;
        return bytes.Length <= MostQuoted ? Encoding.UTF8.GetString(bytes) : Encoding.UTF8.GetString(bytes[..MostQuoted]) + "…";
    }
}

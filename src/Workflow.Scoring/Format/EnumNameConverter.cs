using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workflow.Scoring.Format;

/// <summary>
/// An enumeration as the exact name of one of its values. The framework's converter also takes numbers, lists and names in any case,
/// and so values that do not exist.
/// </summary>
internal sealed class EnumNameConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    /// <inheritdoc/>
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // Without a text of our own the serializer tells the path.
        if (reader.TokenType != JsonTokenType.String) throw new JsonException();
        int index = Array.IndexOf(Enum.GetNames<TEnum>(), reader.GetString());
        return index >= 0 ? Enum.GetValues<TEnum>()[index] : throw new JsonException();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Enum.GetName(value) ?? throw new JsonException($"{value} has no name"));
}

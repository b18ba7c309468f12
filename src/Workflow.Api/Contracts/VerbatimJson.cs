using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workflow.Api.Contracts;

/// <summary>JSON that is held as text, and stands in other JSON letter by letter.</summary>
internal sealed class VerbatimJson : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader).GetRawText();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteRawValue(value);
}

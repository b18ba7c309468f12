using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workflow.Jobs.Json;

/// <summary>How documents are written into the database, into artifacts and onto the wire.</summary>
public static class JobsJson
{
    /// <summary>Documents of our own: camel case, enumerations by name, absent values written as null.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>What others read: as <see cref="Options"/>, but absent values are left out.</summary>
    public static JsonSerializerOptions Wire { get; } = new(Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // Quotation marks and letters of any language as they are: this is never put into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonSerializerOptions Indented { get; } = new(Wire) { WriteIndented = true };

    /// <summary>What others read, as text.</summary>
    public static string WriteWire<T>(T value) => JsonSerializer.Serialize(value, Wire);

    /// <summary>What others read, as UTF-8.</summary>
    public static byte[] WriteWireUtf8<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Wire);

    /// <summary>What people read: as <see cref="Wire"/>, a member a line.</summary>
    public static string WriteIndented<T>(T value) => JsonSerializer.Serialize(value, Indented);

    /// <summary>What people read, as UTF-8.</summary>
    public static byte[] WriteIndentedUtf8<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Indented);

    /// <summary>A document as text.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>A document as UTF-8.</summary>
    public static byte[] WriteUtf8<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads a document that this program wrote.</summary>
    public static T Read<T>(string text) =>
        JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException($"a {typeof(T).Name} is null");

    /// <summary>Reads a document that this program wrote.</summary>
    public static T Read<T>(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<T>(utf8, Options) ?? throw new JsonException($"a {typeof(T).Name} is null");
}

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workflow.Scorer.Logs;

/// <summary>One line of the log: what happened, when, and to which request.</summary>
/// <param name="Time">When.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">What.</param>
/// <param name="RequestId">To which request; null for none.</param>
/// <param name="Path">Which path it asks for; null for none.</param>
internal sealed record LogLine(DateTimeOffset Time, LogLevel Level, string Message, string? RequestId = null, string? Path = null)
{
    /// <summary>How the lines of the log are written: nothing in them is HTML.</summary>
    public static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>How a time is written, in UTC.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Writes it as an object in a line of its own.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("time", Time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("event", "log");
            json.WriteString("level", Name);
            json.WriteString("message", Message);
            if (RequestId is not null) json.WriteString("requestId", RequestId);
            if (Path is not null) json.WriteString("path", Path);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Writes it for people.</summary>
    public byte[] ToText()
    {
        string request = RequestId is null ? string.Empty : $"{OneLine(Path)}, request {RequestId}: ";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Time.UtcDateTime:HH:mm:ss} {(Level == LogLevel.Information ? string.Empty : $"{Name}: ")}{request}{Message}\n"));
    }

    /// <summary>A path in a line for people: one that holds the end of a line must not begin another one.</summary>
    public static string OneLine(string? path) => string.Concat((path ?? string.Empty).Select(character => char.IsControl(character) ? '?' : character));

    private string Name => Level switch
    {
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        _ => "information",
    };
}

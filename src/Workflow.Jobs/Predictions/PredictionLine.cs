using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Workflow.Jobs.Predictions;

/// <summary>Reads a line of a prediction log: strictly what is stored beside the line, and of the rest that it is JSON which everybody reads alike.</summary>
internal static partial class PredictionLine
{
    private const int LongestShown = 60;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";
    private static readonly string[] Known = ["time", "event", "id", "sha256", "requestId"];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a line.</summary>
    /// <param name="number">Its number, from 1, for messages.</param>
    /// <param name="line">The line without its end.</param>
    /// <exception cref="PredictionException">It is no record of a prediction.</exception>
    public static ReceivedPrediction Read(long number, ReadOnlySpan<byte> line)
    {
        string record = Text(number, line);
        Dictionary<string, string> members = Members(number, line);
        if (Require("event") is var kind && kind != "prediction") throw Wrong(number, "event", kind, "must be 'prediction'");
        string id = Require("id"), time = Require("time"), sha256 = Require("sha256");
        return new ReceivedPrediction(
            PredictionId.Parse(id) ?? throw Wrong(number, "id", id, "must be a UUID of version 7 in lower case, a slash and the number of a row"),
            Moment(time) ?? throw Wrong(number, "time", time, "must be a time in UTC such as 2026-03-01T06:30:00.000Z"),
            Digest().IsMatch(sha256) ? sha256 : throw Wrong(number, "sha256", sha256, "must be 64 hexadecimal digits in lower case"),
            members.GetValueOrDefault("requestId"),
            record);

        string Require(string name) => members.GetValueOrDefault(name) ?? throw new PredictionException($"line {number}: {name} is missing");
    }

    private static string Text(long number, ReadOnlySpan<byte> line)
    {
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException broken)
        {
            throw new PredictionException($"line {number}: is not UTF-8", broken);
        }
    }

    // The texts of the members that are known.
    private static Dictionary<string, string> Members(long number, ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw NoObject(number);
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                {
                    RequireWholeCharacters(ref reader);
                    continue;
                }

                string name = reader.GetString()!;
                if (!seen.Add(name)) throw new PredictionException($"line {number}: {Shown(name)} is there twice");
                if (!Known.Contains(name, StringComparer.Ordinal)) continue;
                reader.Read();
                if (reader.TokenType != JsonTokenType.String) throw new PredictionException($"line {number}: {name}: must be a text");
                texts.Add(name, reader.GetString()!);
            }

            return texts;
        }
        catch (JsonException broken)
        {
            throw NoObject(number, broken);
        }
        catch (InvalidOperationException broken)
        {
            throw new PredictionException($"line {number}: has half a character (a surrogate without its other one)", broken);
        }
    }

    // An escape may stand for half a character: no text has that, and whoever reads the record later would stumble over it.
    private static void RequireWholeCharacters(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) reader.GetString();
    }

    private static DateTimeOffset? Moment(string text) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    private static PredictionException NoObject(long number, JsonException? broken = null) => new(
        string.Create(CultureInfo.InvariantCulture, $"line {number}: is no JSON object{(broken is null ? string.Empty : $", from byte {broken.BytePositionInLine + 1} on")}"), broken);

    private static PredictionException Wrong(long number, string member, string value, string rule) => new($"line {number}: {member}: '{Shown(value)}' {rule}");

    private static string Shown(string text)
    {
        string first = text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, LongestShown), "…");
        return string.Concat(first.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '\uFFFD' : letter));
    }

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digest();
}

using System.Text.Json;
using Workflow.Api.Contracts;

namespace Workflow.Cli.Display;

/// <summary>What stands in the record of a prediction, in words. Scorers of later releases may write other records: what is not as known is left out.</summary>
internal static class PredictionTexts
{
    private const int DigestShown = 12;

    /// <summary>The version: as it is registered, else as the scorer calls it, else the begin of its digest.</summary>
    public static string Version(PredictionContract prediction, JsonElement record) =>
        prediction.Version ?? Text(record, "version") ?? prediction.PipelineSha256[..Math.Min(DigestShown, prediction.PipelineSha256.Length)];

    /// <summary>The class that was decided for, or the numbers that came out.</summary>
    public static string Result(JsonElement record) =>
        Text(record, "decision") ?? string.Join(", ", Members(record, "output").Select(member => $"{member.Name}={member.Value}"));

    /// <summary>Whether the row lies outside of what the model was trained on.</summary>
    public static string Outside(JsonElement record) => Member(record, "outside") switch
    {
        { ValueKind: JsonValueKind.True } => "yes",
        { ValueKind: JsonValueKind.False } => "no",
        _ => "-",
    };

    /// <summary>The members of an object in the record; none where it has no such object.</summary>
    public static IReadOnlyList<(string Name, string Value)> Members(JsonElement record, string name) => Member(record, name) is { ValueKind: JsonValueKind.Object } found
        ? [.. found.EnumerateObject().Select(member => (Clean(member.Name), Clean(member.Value.ToString())))]
        : [];

    /// <summary>The names in an array of the record; none where it has no such array.</summary>
    public static IReadOnlyList<string> Names(JsonElement record, string name) => Member(record, name) is { ValueKind: JsonValueKind.Array } found
        ? [.. found.EnumerateArray().Select(item => Clean(item.ToString()))]
        : [];

    /// <summary>A text of the record; null where there is none.</summary>
    public static string? Text(JsonElement record, string name) => Member(record, name) is { ValueKind: JsonValueKind.String } text ? Clean(text.GetString()!) : null;

    /// <summary>A number of the record as it was written; null where there is none.</summary>
    public static string? Number(JsonElement record, string name) => Member(record, name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null;

    private static JsonElement? Member(JsonElement record, string name) => record.TryGetProperty(name, out JsonElement value) ? value : null;

    // A terminal obeys what it is told by control characters.
    private static string Clean(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
}

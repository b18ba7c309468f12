using System.Globalization;
using System.Text.Json.Nodes;

namespace Workflow.Testing.Azure;

/// <summary>What the stand-in answers.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Its body; null for none.</param>
public sealed record ArmAnswer(int Status, JsonObject? Body)
{
    /// <summary>Headers besides those that every answer has.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>An answer of status 200.</summary>
    public static ArmAnswer Ok(JsonObject body) => new(200, body);

    /// <summary>A refusal.</summary>
    public static ArmAnswer Of(ArmError error) => new(error.Status, error.Body)
    {
        Headers = error.RetryAfter is { } seconds
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture) }
            : new Dictionary<string, string>(StringComparer.Ordinal),
    };
}

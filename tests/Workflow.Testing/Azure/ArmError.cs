using System.Text.Json.Nodes;

namespace Workflow.Testing.Azure;

/// <summary>A refusal of the Resource Manager.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Name of the error.</param>
/// <param name="Message">Its words.</param>
public sealed record ArmError(int Status, string Code, string Message)
{
    /// <summary>Seconds to wait, as the header tells them; null for none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The body of the answer.</summary>
    public JsonObject Body => new() { ["error"] = new JsonObject { ["code"] = Code, ["message"] = Message } };
}

using System.Text.Json.Nodes;

namespace Workflow.Testing.Kubernetes;

/// <summary>What the stand-in answers.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Its body.</param>
public sealed record KubernetesAnswer(int Status, JsonNode Body)
{
    /// <summary>An answer of status 200.</summary>
    public static KubernetesAnswer Ok(JsonNode body) => new(200, body);

    /// <summary>A refusal, as the API server words it.</summary>
    public static KubernetesAnswer Refused(int status, string reason, string message, JsonObject? details = null)
    {
        var body = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = reason,
            ["code"] = status,
        };
        if (details is not null) body["details"] = details;
        return new KubernetesAnswer(status, body);
    }
}

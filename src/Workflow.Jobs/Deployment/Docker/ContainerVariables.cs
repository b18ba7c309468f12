using System.Text.Json.Nodes;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>Variables of the environment of a container or an image, as an engine tells them: <c>NAME=value</c>.</summary>
internal static class ContainerVariables
{
    /// <summary>All of them, in the engine's order.</summary>
    public static IEnumerable<string> All(JsonObject? described) =>
        (described?["Config"]?["Env"] as JsonArray)?.Select(item => item?.GetValue<string>() ?? string.Empty) ?? [];

    /// <summary>The value of one; null where there is none.</summary>
    public static string? Find(JsonObject? described, string name) =>
        All(described).FirstOrDefault(variable => variable.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];
}

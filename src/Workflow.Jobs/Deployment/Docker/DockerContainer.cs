using System.Text.Json.Nodes;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>A container, as lists show it.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="Labels">Its labels.</param>
public sealed record DockerContainer(string Id, bool IsRunning, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Reads an entry of the engine's list.</summary>
    public static DockerContainer Parse(JsonObject container) => new(
        container["Id"]!.GetValue<string>(),
        container["State"]?.GetValue<string>() == "running",
        (container["Labels"] as JsonObject)?.ToDictionary(label => label.Key, label => label.Value?.GetValue<string>() ?? string.Empty, StringComparer.Ordinal)
            ?? new Dictionary<string, string>(StringComparer.Ordinal));
}

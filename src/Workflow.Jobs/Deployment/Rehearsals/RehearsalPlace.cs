using System.Text;
using System.Text.Json.Serialization;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>Where a rehearsal deploys: enough to find again what one that was killed has left.</summary>
/// <param name="Platform">Name of the platform.</param>
/// <param name="Name">Name under which it deploys.</param>
/// <param name="Handles">What that will be there, as far as the platform knows before.</param>
public sealed record RehearsalPlace(string Platform, string Name, IReadOnlyList<DeploymentHandle> Handles)
{
    private const int HashDigits = 12;

    /// <summary>What is to go.</summary>
    [JsonIgnore]
    public EndpointRemoval Removal => new(Name, Handles);

    /// <summary>A name for rehearsals of an endpoint, short enough for every platform.</summary>
    public static string NameOf(string project, string endpoint) => $"rehearsal-{Sha256Hex.Of(Encoding.UTF8.GetBytes($"{project}/{endpoint}"))[..HashDigits]}";
}

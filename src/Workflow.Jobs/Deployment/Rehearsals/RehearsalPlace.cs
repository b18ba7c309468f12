using System.Text;
using System.Text.Json.Serialization;
using Workflow.Jobs.Home;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>Where a rehearsal deploys: enough to find again what one that was killed has left.</summary>
/// <param name="Home">Identifier of the state directory whose deployment it is: others do not find it.</param>
/// <param name="Machine">The machine that it is on; null where it can be reached from every one.</param>
/// <param name="Name">Name under which it deploys.</param>
/// <param name="Handle">What it will be there, as far as the platform knows before.</param>
public sealed record RehearsalPlace(string Home, string? Machine, string Name, DeploymentHandle Handle)
{
    private const int HashDigits = 12;

    /// <summary>What is to go.</summary>
    [JsonIgnore]
    public EndpointRemoval Removal => new(Name, [Handle]);

    /// <summary>A name for rehearsals of an endpoint, short enough for every platform.</summary>
    public static string NameOf(string project, string endpoint) => $"rehearsal-{Sha256Hex.Of(Encoding.UTF8.GetBytes($"{project}/{endpoint}"))[..HashDigits]}";

    /// <summary>A place, as it is seen from here.</summary>
    public static RehearsalPlace Of(WorkflowHome home, string name, DeploymentHandle handle)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(handle);
        return new RehearsalPlace(home.Id, handle.IsLocal ? Environment.MachineName : null, name, handle);
    }

    /// <summary>Whether it can be cleared from here.</summary>
    public bool IsOf(WorkflowHome home)
    {
        ArgumentNullException.ThrowIfNull(home);
        return Home == home.Id && (Machine is null || Machine == Environment.MachineName);
    }
}

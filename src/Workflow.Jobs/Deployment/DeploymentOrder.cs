using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment;

/// <summary>What is to run, and where.</summary>
/// <param name="Project">Project of the endpoint.</param>
/// <param name="Environment">The environment, with the settings of its platform.</param>
/// <param name="Request">The version.</param>
/// <param name="Recorded">The endpoint, as it is recorded; null where it is new.</param>
public sealed record DeploymentOrder(string Project, EnvironmentDefinition Environment, DeploymentRequest Request, EndpointRecord? Recorded)
{
    /// <summary>Whether it is to run beside what serves, and to leave that alone.</summary>
    public bool IsChallenger { get; init; }

    /// <summary>What it is to run beside that for; null where nobody has to tell.</summary>
    public TrafficPlan? Traffic { get; init; }

    /// <summary>Why what serves is to be replaced although it is recorded as just what is asked for: it is not what was deployed. Null where nothing was refuted.</summary>
    public string? Defect { get; init; }

    /// <summary>The same for people; null where nothing was refuted.</summary>
    public string? DefectText => Defect is null ? null : $"{Request.Name} serves {Request.Endpoint} already, and is not what was deployed ({Defect}): it is deployed anew";

    /// <summary>The second version whose place it takes, and that nothing else needs; null where there is none.</summary>
    public Challenger? ReplacedChallenger =>
        IsChallenger && Recorded?.Challenger is { } present && !present.Handle.IsSameAs(Recorded.Previous?.Handle) ? present : null;
}

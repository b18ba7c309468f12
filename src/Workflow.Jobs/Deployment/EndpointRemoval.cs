namespace Workflow.Jobs.Deployment;

/// <summary>An endpoint that is to stop, or to go.</summary>
/// <param name="Endpoint">Its name.</param>
/// <param name="Handles">What is recorded as deployed for it on the platform that is asked.</param>
public sealed record EndpointRemoval(string Endpoint, IReadOnlyList<DeploymentHandle> Handles)
{
    /// <summary>Whether what runs on a platform that does not answer is forgotten instead of refused.</summary>
    public bool Forget { get; init; }

    /// <summary>Told what is going on.</summary>
    public Action<string> OnPhase { get; init; } = _ => { };
}

namespace Workflow.Jobs.Deployment.Local;

/// <summary>Where on this machine a deployment goes.</summary>
/// <param name="Host">What will run it.</param>
/// <param name="Port">The port that it will listen on.</param>
/// <param name="Old">What runs for the endpoint now, also what a killed deployment has left.</param>
public sealed record PlannedPlace(IScorerHost Host, int Port, IReadOnlyList<DeploymentHandle> Old)
{
    /// <summary>What it may use, and what it sends.</summary>
    public required ScorerSettings Settings { get; init; }

    /// <summary>The endpoint, as it is recorded; null where it is new.</summary>
    public EndpointRecord? Recorded { get; init; }

    /// <summary>Told when it listens there.</summary>
    public Action OnListening { get; init; } = () => { };

    /// <summary>What runs there already and is just what is asked for; null where something has to be done.</summary>
    public DeploymentHandle? Current { get; init; }

    /// <summary>What is kept warm beside that with other API keys, and goes; null where nothing is.</summary>
    public DeploymentHandle? Outdated { get; init; }

    /// <summary>Whether it gets an address of its own beside what serves, because a gateway follows.</summary>
    public bool IsBeside { get; init; }

    /// <summary>What was kept warm and is just what is asked for; null where something has to be started.</summary>
    public DeploymentHandle? Warm { get; init; }

    /// <summary>What goes on running beside it, to be gone back to; null where nothing does.</summary>
    public WarmDeployment? Kept { get; init; }

    /// <summary>What whoever deploys should know; empty for nothing.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

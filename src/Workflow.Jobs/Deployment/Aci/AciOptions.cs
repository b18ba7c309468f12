namespace Workflow.Jobs.Deployment.Aci;

/// <summary>How long Azure Container Instances are waited for.</summary>
public sealed class AciOptions
{
    /// <summary>Pause between two looks at a group. Default: 3 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a group may take to run. A failure that Azure tells ends the wait at once. Default: 15 min.</summary>
    public TimeSpan ApplyTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long starting, stopping, restarting and deleting may take. Default: 10 min.</summary>
    public TimeSpan ChangeTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often in a row a change may fail for the moment (server errors, lost connections) before it is given up. Default: 6.</summary>
    public int ChangeAttempts { get; init; } = 6;

    /// <summary>Lines of log that a reason ends with. Default: 20.</summary>
    public int LogLines { get; init; } = 20;
}

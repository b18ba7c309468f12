namespace Workflow.Testing.Chaos;

/// <summary>How much is done, and how much is broken meanwhile.</summary>
public sealed record ChaosPlan
{
    /// <summary>Runs, each a graph of four programs.</summary>
    public int Runs { get; init; } = 30;

    /// <summary>Worker processes.</summary>
    public int Workers { get; init; } = 3;

    /// <summary>Things that are broken on the way.</summary>
    public int Faults { get; init; } = 25;

    /// <summary>Decides which fault comes when.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Lease of the workers' claims: how soon a dead worker's steps go on elsewhere.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time after which a run that is not over counts as stalled.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);
}

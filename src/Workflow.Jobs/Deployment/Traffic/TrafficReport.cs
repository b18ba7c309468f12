namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>How the requests of an endpoint are divided now, and what came of it since the step began.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="First">The version that serves.</param>
/// <param name="Second">The second version; null where there is none.</param>
public sealed record TrafficReport(string Endpoint, TrafficArm First, TrafficArm? Second)
{
    /// <summary>What the second version is there for; null where there is none.</summary>
    public string? Plan { get; init; }

    /// <summary>What it is there for, in a word.</summary>
    public TrafficRole? Role { get; init; }

    /// <summary>When the step began.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why the second version gets nothing any more; null while it does.</summary>
    public string? Ended { get; init; }

    /// <summary>What the rules of a canary say of it now; null where there is none.</summary>
    public string? Judgement { get; init; }

    /// <summary>Second versions that the endpoint had, the last one first.</summary>
    public IReadOnlyList<PastSecondVersion> Past { get; init; } = [];

    /// <summary>Answers of the two that differ, the first ones of the step.</summary>
    public IReadOnlyList<ComparedAnswer> Differing { get; init; } = [];
}

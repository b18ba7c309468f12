namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>A pod of a workload, as the cluster sees it.</summary>
public sealed record PodState
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How far it is: <c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Whether it is of the workload's present revision.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>Whether it is being removed.</summary>
    public bool IsBeingDeleted { get; init; }

    /// <summary>Whether it answers.</summary>
    public bool IsReady { get; init; }

    /// <summary>How often its container was started again.</summary>
    public int Restarts { get; init; }

    /// <summary>Digest of the image that really runs: <c>sha256:...</c>; null before it is there.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>Why its container does not run: <c>ImagePullBackOff</c>, <c>CrashLoopBackOff</c>; empty where it runs or has not been tried.</summary>
    public string WaitingReason { get; init; } = string.Empty;

    /// <summary>The same, in the cluster's words.</summary>
    public string WaitingMessage { get; init; } = string.Empty;

    /// <summary>How its container ended last; null where it has not.</summary>
    public ContainerEnd? LastEnd { get; init; }

    /// <summary>What holds of it.</summary>
    public IReadOnlyList<ClusterCondition> Conditions { get; init; } = [];

    /// <summary>A condition; null where the cluster does not tell it.</summary>
    public ClusterCondition? Find(string condition) => Conditions.FirstOrDefault(one => one.Type == condition);
}

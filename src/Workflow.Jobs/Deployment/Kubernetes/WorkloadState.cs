namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>A workload, as the cluster sees it.</summary>
public sealed record WorkloadState
{
    /// <summary>Which.</summary>
    public required WorkloadAddress Address { get; init; }

    /// <summary>Uid of its Deployment: no other has it, in no cluster.</summary>
    public string Uid { get; init; } = string.Empty;

    /// <summary>Labels of its Deployment.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Version of the model that its present revision serves; null where it is not this program's.</summary>
    public string? Version { get; init; }

    /// <summary>Image that its present revision asks for.</summary>
    public required string Image { get; init; }

    /// <summary>Of its present revision, a text that is another one for other API keys; null where it asks for none.</summary>
    public string? Keys { get; init; }

    /// <summary>How often what it shall be has changed.</summary>
    public long Generation { get; init; }

    /// <summary>Number of its present revision; 0 before the cluster has looked at it.</summary>
    public long Revision { get; init; }

    /// <summary>Its revisions that the cluster keeps, the present one among them.</summary>
    public IReadOnlyList<WorkloadRevision> Revisions { get; init; } = [];

    /// <summary>Whether the cluster has looked at what it shall be now.</summary>
    public bool IsObserved { get; init; }

    /// <summary>How many replicas it shall have.</summary>
    public int Desired { get; init; }

    /// <summary>How many it has, of all revisions.</summary>
    public int Total { get; init; }

    /// <summary>How many of them are of the present revision.</summary>
    public int Updated { get; init; }

    /// <summary>How many answer.</summary>
    public int Ready { get; init; }

    /// <summary>How many have answered for long enough to count.</summary>
    public int Available { get; init; }

    /// <summary>What holds of its Deployment.</summary>
    public IReadOnlyList<ClusterCondition> Conditions { get; init; } = [];

    /// <summary>Its pods, those of earlier revisions too.</summary>
    public IReadOnlyList<PodState> Pods { get; init; } = [];

    /// <summary>What the cluster warns of: of its Deployment, its present revision and that revision's pods.</summary>
    public IReadOnlyList<ClusterEvent> Events { get; init; } = [];

    /// <summary>Whether all replicas are of the present revision and answer, and no other is left.</summary>
    public bool IsRunning => IsObserved && Desired > 0 && Updated == Desired && Available == Desired && Total == Desired;

    /// <summary>Whether it rests: it shall have no replicas and has none.</summary>
    public bool IsStopped => IsObserved && Desired == 0 && Total == 0;

    /// <summary>Pods of the present revision.</summary>
    public IEnumerable<PodState> CurrentPods => Pods.Where(pod => pod.IsCurrent && !pod.IsBeingDeleted);

    /// <summary>Digests of the images that really run.</summary>
    public IReadOnlyList<string> RunningDigests =>
        [.. Pods.Where(pod => !pod.IsBeingDeleted && pod.ImageDigest is not null).Select(pod => pod.ImageDigest!).Distinct(StringComparer.Ordinal)];

    /// <summary>How often containers of the present revision were started again.</summary>
    public int Restarts => CurrentPods.Sum(pod => pod.Restarts);

    /// <summary>A condition; null where the cluster does not tell it.</summary>
    public ClusterCondition? Find(string condition) => Conditions.FirstOrDefault(one => one.Type == condition);
}

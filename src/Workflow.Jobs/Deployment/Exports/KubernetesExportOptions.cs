namespace Workflow.Jobs.Deployment.Exports;

/// <summary>How a version is to run in a cluster of Kubernetes.</summary>
public sealed record KubernetesExportOptions
{
    /// <summary>Name of the workload; null for the model's.</summary>
    public string? Name { get; init; }

    /// <summary>Namespace. Default: default.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>How many replicas there are, or are at least. Default: 2.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>How many replicas there are at most, as the cluster chooses; null where <see cref="Replicas"/> says it.</summary>
    public int? MostReplicas { get; init; }

    /// <summary>A name under which it is reached from outside, by HTTPS; null for none.</summary>
    public string? Host { get; init; }

    /// <summary>Name of the Secret by which the image's registry is read; null where the nodes may read it already.</summary>
    public string? PullSecret { get; init; }

    /// <summary>Name of the Secret with the API keys of which callers must show one, under <c>api-keys</c> with commas between; null where everybody is answered.</summary>
    public string? ApiKeysSecret { get; init; }

    /// <summary>Processors kept free for a replica, and the most it may use; null for 250m, and 1 at most.</summary>
    public string? Processors { get; init; }

    /// <summary>Memory kept free for a replica, and the most it may use; null for 256Mi, and 512Mi at most.</summary>
    public string? Memory { get; init; }
}

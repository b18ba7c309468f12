using Workflow.Jobs.Deployment.Kubernetes;

namespace Workflow.Jobs.Pipelines;

/// <summary>Where in which Kubernetes cluster an environment is.</summary>
/// <param name="Namespace">Namespace.</param>
public sealed record KubernetesSettings(string Namespace)
{
    /// <summary>The kubeconfig file; null for the user's own, or for what Azure hands out.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>Context of the kubeconfig; null for its current one.</summary>
    public string? Context { get; init; }

    /// <summary>The cluster of Azure Kubernetes Service whose kubeconfig is asked for; null where a file has it.</summary>
    public AksCluster? Cluster { get; init; }

    /// <summary>Replicas, where the cluster does not choose.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The most replicas that the cluster may choose; null where it may not choose.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>Who can reach the Service.</summary>
    public ServiceKind Service { get; init; }

    /// <summary>Name under which an Ingress makes it reachable; null for none.</summary>
    public string? Host { get; init; }

    /// <summary>Secret with the certificate of that name.</summary>
    public string? TlsSecret { get; init; }

    /// <summary>Which Ingress controller; null for the cluster's default.</summary>
    public string? IngressClass { get; init; }

    /// <summary>Secret by which nodes read the registry; null where they may already.</summary>
    public string? PullSecret { get; init; }
}

using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Which cluster is meant, and who asks it.</summary>
/// <param name="KubeConfig">The kubeconfig file; null, where somebody has said so, for the user's own (KUBECONFIG, else ~/.kube/config).</param>
/// <param name="Context">Which context of it; null for its current one.</param>
public sealed record KubernetesCluster(string? KubeConfig, string? Context = null)
{
    /// <summary>Whether settings name one cluster in one way. Others may name it too.</summary>
    internal static bool AreSame(KubernetesSettings? one, KubernetesSettings? other) =>
        one is not null && other is not null && (one.Cluster, one.KubeConfig, one.Context) == (other.Cluster, other.KubeConfig, other.Context);

    /// <summary>How it is named in messages. The file's content is never told.</summary>
    public override string ToString() => (KubeConfig, Context) switch
    {
        (null, null) => "the user's own kubeconfig",
        (null, _) => $"context {Context} of the user's own kubeconfig",
        (_, null) => $"kubeconfig {KubeConfig}",
        _ => $"context {Context} of kubeconfig {KubeConfig}",
    };
}

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>A field that an apply would have changed and that another field manager holds.</summary>
/// <param name="Manager">Name of the manager: <c>kubectl-edit</c>, <c>kube-controller-manager</c>, <c>argocd-controller</c>.</param>
/// <param name="Field">Path of the field: <c>.spec.replicas</c>.</param>
/// <param name="IsUpdate">Whether it was set by a single change, not by manifests that are applied again and again.</param>
public sealed record FieldConflict(string Manager, string Field, bool IsUpdate)
{
    // What scaling and going back leave behind: kubectl has no other name for them, and applies under none of these.
    internal bool IsByHand => IsUpdate && Manager is "kubectl" or "kubectl-rollout" or Kubectl.FieldManager;

    // What an autoscaler leaves behind.
    internal bool IsByAutoscaler => IsUpdate && Manager == "kube-controller-manager" && Field == ".spec.replicas";
}

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Which workload is meant.</summary>
/// <param name="Namespace">Namespace that it lives in.</param>
/// <param name="Name">Name of its Deployment and of all that belongs to it.</param>
public sealed record WorkloadAddress(string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"workload {Name} in namespace {Namespace}";
}

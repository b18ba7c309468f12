using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>A workload that cannot be made, changed, asked or removed.</summary>
public sealed class KubernetesException(string message, Exception? innerException = null) : WorkflowException("kubernetes-failed", message, innerException)
{
    /// <summary>Creates the exception of a reason.</summary>
    public KubernetesException(WorkloadReason reason)
        : this(reason.ToString())
    {
        Reason = reason;
        IsRetryable = reason.IsRetryable;
    }

    /// <summary>The one plain reason; null for a specification or a kubeconfig that is not valid.</summary>
    public WorkloadReason? Reason { get; }
}

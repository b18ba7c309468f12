using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>A container group that cannot be made, changed, asked or removed.</summary>
public sealed class AciException(string message, Exception? innerException = null) : WorkflowException("aci-failed", message, innerException)
{
    /// <summary>Creates the exception of a reason.</summary>
    public AciException(ContainerGroupReason reason)
        : this(reason.ToString())
    {
        Reason = reason;
        IsRetryable = reason.IsRetryable;
    }

    /// <summary>The one plain reason; null for a specification that is not valid.</summary>
    public ContainerGroupReason? Reason { get; }
}

using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Azure;

/// <summary>Azure cannot be used: no credential, no connection, or a refusal.</summary>
public sealed class AzureException(string message, Exception? innerException = null) : WorkflowException("azure-failed", message, innerException)
{
    /// <summary>What the Resource Manager answered; null where it was not asked.</summary>
    public ArmFailure? Failure { get; init; }
}

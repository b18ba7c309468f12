using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment;

/// <summary>A deployment that cannot be made, or that does not become ready.</summary>
public class DeploymentException(string message, Exception? innerException = null)
    : WorkflowException("deployment-failed", message, innerException);

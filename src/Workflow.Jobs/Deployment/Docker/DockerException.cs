using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>The Docker engine refuses or fails.</summary>
public sealed class DockerException(string message, Exception? innerException = null)
    : WorkflowException("docker-failed", message, innerException);

namespace Workflow.Jobs.Deployment;

/// <summary>What answers does so, but not as a scorer does.</summary>
public sealed class ForeignAnswerException(string message, Exception? innerException = null) : DeploymentException(message, innerException);

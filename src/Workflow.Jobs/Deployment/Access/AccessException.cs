namespace Workflow.Jobs.Deployment.Access;

/// <summary>A scorer asks callers for keys otherwise than its environment says.</summary>
public sealed class AccessException(string message) : DeploymentException(message);

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>A value that the cluster keeps. It is named alone: the value is never read here.</summary>
/// <param name="Secret">Name of the Secret, in the workload's namespace.</param>
/// <param name="Key">Key of the value in it.</param>
public sealed record SecretReference(string Secret, string Key);

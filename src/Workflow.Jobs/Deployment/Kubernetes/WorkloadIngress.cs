namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>A name under which a workload is reached from outside, over the cluster's Ingress controller.</summary>
/// <param name="Host">The name.</param>
/// <param name="TlsSecret">Name of the Secret with the name's certificate.</param>
/// <param name="ClassName">Which controller, where the cluster has several; null for its default.</param>
public sealed record WorkloadIngress(string Host, string TlsSecret, string? ClassName = null);

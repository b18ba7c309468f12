namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Something that the cluster tells of one object.</summary>
/// <param name="Kind">Kind of the object: <c>Pod</c>, <c>ReplicaSet</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reason">What kind of thing: <c>Failed</c>, <c>FailedScheduling</c>, <c>FailedCreate</c>, <c>Unhealthy</c>.</param>
/// <param name="Message">The cluster's words.</param>
/// <param name="Count">How often it has happened.</param>
public sealed record ClusterEvent(string Kind, string Name, string Reason, string Message, int Count);

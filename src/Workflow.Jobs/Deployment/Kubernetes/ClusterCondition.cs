namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Something that holds of an object, or does not.</summary>
/// <param name="Type">What: <c>Available</c>, <c>Progressing</c>, <c>ReplicaFailure</c>, <c>PodScheduled</c>.</param>
/// <param name="IsTrue">Whether it holds.</param>
/// <param name="Reason">Why, in one word.</param>
/// <param name="Message">Why, in the cluster's words.</param>
public sealed record ClusterCondition(string Type, bool IsTrue, string Reason, string Message);

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>A revision of a workload that the cluster can go back to.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Image">Image that it asks for.</param>
public sealed record WorkloadRevision(long Number, string Image)
{
    /// <summary>A text that is another one for other API keys; null where it asks for none.</summary>
    public string? Keys { get; init; }
}

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>How much of a node one replica takes, in Kubernetes' own notation.</summary>
public sealed record WorkloadResources
{
    /// <summary>Processors kept free for it: <c>250m</c>, <c>1</c>. Default: 250m.</summary>
    public string CpuRequest { get; init; } = "250m";

    /// <summary>Processors that it may use at most; null: as many as are free. Default: 1.</summary>
    public string? CpuLimit { get; init; } = "1";

    /// <summary>Memory kept free for it: <c>256Mi</c>, <c>1Gi</c>. Default: 256Mi.</summary>
    public string MemoryRequest { get; init; } = "256Mi";

    /// <summary>Memory beyond which it is killed. Default: 512Mi.</summary>
    public string MemoryLimit { get; init; } = "512Mi";
}

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Lets the cluster choose how many replicas there are.</summary>
/// <param name="Minimum">The fewest.</param>
/// <param name="Maximum">The most.</param>
/// <param name="CpuPercent">How much of the processors that they asked for they shall use, in percent.</param>
public sealed record WorkloadScaling(int Minimum, int Maximum, int CpuPercent = 70);

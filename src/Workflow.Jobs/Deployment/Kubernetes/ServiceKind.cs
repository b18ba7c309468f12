namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Who can reach a workload's Service.</summary>
public enum ServiceKind
{
    /// <summary>The cluster alone, or whoever comes by an Ingress.</summary>
    ClusterIP,

    /// <summary>Whoever reaches the address that the cloud's load balancer gives it.</summary>
    LoadBalancer,

    /// <summary>Whoever reaches a node, on a port that the cluster chooses.</summary>
    NodePort,
}

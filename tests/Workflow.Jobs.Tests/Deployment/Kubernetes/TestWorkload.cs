using Workflow.Jobs.Deployment.Kubernetes;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

/// <summary>Specifications of one workload.</summary>
internal static class TestWorkload
{
    public static WorkloadOwner Owner { get; } = new("0123456789abcdef", "hydraulic-cooling-prod");

    public static WorkloadAddress Address { get; } = new("models", "hydraulic-cooling-prod");

    /// <summary>The least that there may be.</summary>
    public static WorkloadSpec Small { get; } = new()
    {
        Address = Address,
        Owner = Owner,
        Version = "hydraulic-cooling@7",
        Image = ImageOf('a'),
    };

    /// <summary>A specification that uses everything.</summary>
    public static WorkloadSpec Large { get; } = Small with
    {
        Scaling = new WorkloadScaling(2, 6, 65),
        Ports = [9090, 9091],
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SCORER_LOG_FORMAT"] = "json", ["ANSWER"] = "yes" },
        SecretEnvironment = new Dictionary<string, SecretReference>(StringComparer.Ordinal) { ["SCORER_API_KEYS"] = new("scorer-keys", "keys") },
        Arguments = ["--bind", "0.0.0.0", "--port", "9090"],
        Service = ServiceKind.LoadBalancer,
        Ingress = new WorkloadIngress("models.example.org", "models-tls", "nginx"),
        PullSecret = "team-registry",
    };

    /// <summary>An image that differs from others by its digest.</summary>
    public static string ImageOf(char digit) => $"team.azurecr.io/hydraulic-cooling@sha256:{new string(digit, 64)}";
}

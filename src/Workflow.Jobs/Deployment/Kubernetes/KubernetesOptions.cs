namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>How clusters are asked, and how long workloads are waited for.</summary>
public sealed class KubernetesOptions
{
    /// <summary>The kubectl that is run. Default: the one on the PATH.</summary>
    public string Program { get; init; } = "kubectl";

    /// <summary>The program that logs in to clusters which want Entra's logins. Default: the kubelogin on the PATH.</summary>
    public string LoginProgram { get; init; } = "kubelogin";

    /// <summary>Where kubectl keeps what it knows of a cluster's kinds. Default: where it does so by itself.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Pause between two looks at a workload. Default: 2 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one call of kubectl may take. Default: 60 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a workload may take to answer, beyond its own deadline. A failure that the cluster tells ends the wait at once. Default: 1 min.</summary>
    public TimeSpan ApplyGrace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long stopping and removing may take. Default: 5 min.</summary>
    public TimeSpan ChangeTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long it may take until a second version that has proven itself is reached at its own address too. Default: 1 min.</summary>
    public TimeSpan ReachTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a call that failed for the moment is made again. Default: 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Pause before the first of them, doubled before each of the others. Default: 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Lines of log that a reason ends with. Default: 20.</summary>
    public int LogLines { get; init; } = 20;
}

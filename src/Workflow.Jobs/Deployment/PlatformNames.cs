namespace Workflow.Jobs.Deployment;

/// <summary>The platforms that an environment may name.</summary>
public static class PlatformNames
{
    /// <summary>docker where an engine answers, else process.</summary>
    public const string Auto = "auto";

    /// <summary>A local process.</summary>
    public const string Process = "process";

    /// <summary>A container of a Docker engine.</summary>
    public const string Docker = "docker";

    /// <summary>Azure Container Instances.</summary>
    public const string Aci = "aci";

    /// <summary>Azure Kubernetes Service.</summary>
    public const string Aks = "aks";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Auto, Process, Docker, Aci, Aks];
}

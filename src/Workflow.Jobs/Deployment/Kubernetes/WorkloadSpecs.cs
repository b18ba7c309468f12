using System.Globalization;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Home;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Says which workload a deployment is to be.</summary>
public sealed class WorkloadSpecs(WorkflowHome home)
{
    /// <summary>Whose the workload of an endpoint is.</summary>
    public WorkloadOwner OwnerOf(string endpoint) => new(home.Id, endpoint);

    /// <summary>The keys of environments.</summary>
    public EnvironmentKeys Keys { get; } = new(home);

    /// <summary>The settings of an environment.</summary>
    /// <exception cref="DeploymentException">It has none.</exception>
    public static KubernetesSettings SettingsOf(EnvironmentDefinition environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.Kubernetes ?? throw new DeploymentException($"environment {environment.Name} has no settings of platform {PlatformNames.Aks}");
    }

    /// <summary>The workload of an endpoint.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="version">Version of the model.</param>
    /// <param name="image">Image by digest.</param>
    public WorkloadSpec SpecOf(EnvironmentDefinition environment, string endpoint, string version, string image)
    {
        KubernetesSettings settings = SettingsOf(environment);
        return new WorkloadSpec
        {
            Address = new WorkloadAddress(settings.Namespace, endpoint),
            Owner = OwnerOf(endpoint),
            Version = version,
            Image = image,
            Replicas = settings.Replicas,
            Scaling = settings.MaxReplicas is { } most ? new WorkloadScaling(settings.Replicas, most) : null,
            Resources = ResourcesOf(environment),
            Service = settings.Service,
            Ingress = settings is { Host: { } host, TlsSecret: { } secret } ? new WorkloadIngress(host, secret, settings.IngressClass) : null,
            PullSecret = settings.PullSecret,
        };
    }

    // A limit that was asked for is kept free too, as far as the usual amount does not suffice.
    private static WorkloadResources ResourcesOf(EnvironmentDefinition environment)
    {
        var usual = new WorkloadResources();
        string? cpu = environment.Cpu is { } processors ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(processors * 1000):0}m") : null;
        string? memory = environment.MemoryBytes?.ToString(CultureInfo.InvariantCulture);
        return new WorkloadResources
        {
            CpuRequest = Smaller(cpu, usual.CpuRequest),
            CpuLimit = cpu ?? usual.CpuLimit,
            MemoryRequest = Smaller(memory, usual.MemoryRequest),
            MemoryLimit = memory ?? usual.MemoryLimit,
        };
    }

    private static string Smaller(string? limit, string usual) => limit is not null && Quantity.TryParse(limit) < Quantity.TryParse(usual) ? limit : usual;
}

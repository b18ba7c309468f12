using System.Text;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>A version as plain manifests of Kubernetes, for GitOps and for kubectl. Equal inputs give equal bytes; there are no secrets in them.</summary>
public static class KubernetesExport
{
    /// <summary>
    /// Home that the manifests' labels name. It is nobody's: what a state directory deploys itself has its id there, so none takes what was
    /// applied from a repository for its own.
    /// </summary>
    public const string Home = "gitops";

    private const string File = "manifests.yaml";

    /// <summary>The manifests alone.</summary>
    /// <param name="request">The version.</param>
    /// <param name="options">How it is to run.</param>
    /// <exception cref="KubernetesException">A cluster would not take them; the message names every value with what is allowed.</exception>
    public static string Manifests(ExportRequest request, KubernetesExportOptions options) => WorkloadManifests.Write(Specify(request, options));

    /// <summary>The manifests, a request to try, and what to do with them.</summary>
    /// <param name="request">The version.</param>
    /// <param name="options">How it is to run.</param>
    /// <exception cref="KubernetesException">A cluster would not take them; the message names every value with what is allowed.</exception>
    public static IReadOnlyList<ExportedFile> Write(ExportRequest request, KubernetesExportOptions options)
    {
        byte[] manifests = Encoding.UTF8.GetBytes(Manifests(request, options));
        IReadOnlyList<ExportedFile> others = Template.Fill(Template.BuiltIn("kubernetes"), TemplateValues.Of(
            request,
            ("name", options.Name ?? request.Model),
            ("namespace", options.Namespace),
            ("address", options.Host is { } host ? $"https://{host}" : $"http://{options.Name ?? request.Model}.{options.Namespace}:{TemplateValues.Whole(WorkloadSpec.HttpPort)}")));
        return [new ExportedFile(File, manifests), .. others];
    }

    private static WorkloadSpec Specify(ExportRequest request, KubernetesExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        string name = options.Name ?? request.Model;
        var usual = new WorkloadResources();
        return new WorkloadSpec
        {
            Address = new WorkloadAddress(options.Namespace, name),
            Owner = new WorkloadOwner(Home, name),
            Version = request.Version,
            Image = request.Image.ToString(),
            Replicas = options.Replicas,
            Scaling = options.MostReplicas is { } most ? new WorkloadScaling(options.Replicas, most) : null,
            Resources = new WorkloadResources
            {
                CpuRequest = options.Processors ?? usual.CpuRequest,
                CpuLimit = options.Processors ?? usual.CpuLimit,
                MemoryRequest = options.Memory ?? usual.MemoryRequest,
                MemoryLimit = options.Memory ?? usual.MemoryLimit,
            },
            Ingress = options.Host is { } host ? new WorkloadIngress(host, $"{name}-tls") : null,
            PullSecret = options.PullSecret,
            SecretEnvironment = options.ApiKeysSecret is { } keys
                ? new Dictionary<string, SecretReference>(StringComparer.Ordinal) { [ApiKeys.Variable] = new(keys, SecretManifest.Key) }
                : new Dictionary<string, SecretReference>(StringComparer.Ordinal),
        };
    }
}

using System.Text.Json.Nodes;

namespace Workflow.Jobs.Deployment.Kubernetes.Manifests;

/// <summary>
/// A workload as plain manifests of Kubernetes 1.27 and later, for kubectl and for GitOps alike. Equal specifications give equal texts. There
/// are no secrets in them: a specification names those that the cluster keeps, and the API keys are sent by themselves.
/// </summary>
public static class WorkloadManifests
{
    private const string Separator = "---\n";

    /// <summary>Writes all of them but the Secret with the API keys, as YAML documents.</summary>
    /// <param name="spec">The specification.</param>
    /// <exception cref="KubernetesException">It is not valid.</exception>
    public static string Write(WorkloadSpec spec)
    {
        WorkloadRules.Require(spec);
        return Write(Create(spec, spec.Scaling is null ? spec.Replicas : null));
    }

    /// <summary>Writes documents in their order.</summary>
    internal static string Write(IEnumerable<JsonObject> documents) => string.Join(Separator, documents.Select(ManifestYaml.Write));

    /// <summary>All objects of a workload: what guards it first, then what runs.</summary>
    /// <param name="spec">A valid specification.</param>
    /// <param name="replicas">How many replicas the Deployment says; null for none.</param>
    internal static IReadOnlyList<JsonObject> Create(WorkloadSpec spec, int? replicas)
    {
        List<JsonObject> documents = [NetworkManifests.NetworkPolicy(spec), NetworkManifests.Service(spec)];
        if (spec.MostReplicas > 1) documents.Add(AvailabilityManifests.DisruptionBudget(spec));
        documents.Add(DeploymentManifest.Create(spec, replicas));
        if (spec.Scaling is { } scaling) documents.Add(AvailabilityManifests.Autoscaler(spec, scaling));
        if (spec.Ingress is { } ingress) documents.Add(NetworkManifests.Ingress(spec, ingress));
        return documents;
    }
}

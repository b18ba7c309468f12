using System.Globalization;
using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;
using Workflow.Jobs.Deployment.Plans;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Tells what a deployment to a cluster will do.</summary>
internal static class KubernetesPlans
{
    /// <summary>The changes, in the order in which they are made.</summary>
    /// <param name="order">What is to run.</param>
    /// <param name="cluster">Which cluster.</param>
    /// <param name="spec">The workload that it will be.</param>
    /// <param name="now">The workload as it is; null where there is none.</param>
    public static IReadOnlyList<PlannedChange> Of(DeploymentOrder order, KubernetesCluster cluster, WorkloadSpec spec, WorkloadState? now)
    {
        PlannedAction action = now is null ? PlannedAction.Create : PlannedAction.Change;
        IEnumerable<JsonObject> others = WorkloadManifests.Create(spec, null).Where(document => KindOf(document) != "Deployment");
        return
        [
            new PlannedChange(PlannedAction.Create, "image", spec.Image, "pushed with its signed statements; what the registry has is not sent again"),
            new PlannedChange(action, "Deployment", $"{spec.Address.Namespace}/{spec.Address.Name}", $"{Resource(spec, cluster)}{Rollout(now, spec)}"),
            .. others.Select(document => new PlannedChange(action, KindOf(document), $"{spec.Address.Namespace}/{spec.Address.Name}", "by server-side apply; what is so already stays")),
            EndpointChange.Of(order.Recorded, order.Request, Url(spec)),
        ];
    }

    /// <summary>Where the scorers are reached, as far as that can be known before.</summary>
    private static string Url(WorkloadSpec spec) => spec switch
    {
        { Ingress: { } ingress } => $"https://{ingress.Host}",
        { Service: ServiceKind.LoadBalancer } => "an address that the load balancer gives it",
        _ => string.Create(CultureInfo.InvariantCulture, $"http://{spec.Address.Name}.{spec.Address.Namespace}.svc:{WorkloadSpec.HttpPort}, inside the cluster"),
    };

    private static string Rollout(WorkloadState? now, WorkloadSpec spec)
    {
        if (now is null) return string.Empty;
        if (now.IsStopped) return "; it rests, and runs again";
        return now.Image == spec.Image ? "; the image is the same" : string.Create(CultureInfo.InvariantCulture, $"; replica after replica takes the place of {now.Version ?? now.Image}, revision {now.Revision}");
    }

    private static PlannedResource Resource(WorkloadSpec spec, KubernetesCluster cluster) => new("Deployment", spec.Address.Name)
    {
        Cpu = string.Create(CultureInfo.InvariantCulture, $"{Replicas(spec)}, each {spec.Resources.CpuRequest} to {spec.Resources.CpuLimit ?? "all"} cpu"),
        Memory = $"{spec.Resources.MemoryRequest} to {spec.Resources.MemoryLimit} of memory",
        Port = string.Create(CultureInfo.InvariantCulture, $"port {string.Join(", ", spec.Ports)} in {cluster}"),
        Identity = "user 65532 without capabilities or a token of the cluster, read-only",
        Price = "that of the cluster's nodes",
    };

    private static string Replicas(WorkloadSpec spec) => spec.Scaling is { } scaling
        ? string.Create(CultureInfo.InvariantCulture, $"{scaling.Minimum} to {scaling.Maximum} replicas")
        : string.Create(CultureInfo.InvariantCulture, $"{spec.Replicas} {(spec.Replicas == 1 ? "replica" : "replicas")}");

    private static string KindOf(JsonObject document) => document["kind"]!.GetValue<string>();
}

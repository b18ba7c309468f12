using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;
using Workflow.Jobs.Deployment.Plans;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Tells what a deployment to a cluster will do.</summary>
internal static class KubernetesPlans
{
    private const string DeploymentKind = "Deployment";
    private const string WorkloadKind = "workload";

    /// <summary>The changes, in the order in which they are made.</summary>
    /// <param name="order">What is to run.</param>
    /// <param name="cluster">Which cluster.</param>
    /// <param name="spec">The workload that it will be.</param>
    /// <param name="now">The workload as it is; null where there is none.</param>
    /// <param name="objects">All objects of the workload, as they are.</param>
    /// <param name="names">Names of all workloads of the endpoint in that namespace.</param>
    public static IReadOnlyList<PlannedChange> Of(
        DeploymentOrder order, KubernetesCluster cluster, WorkloadSpec spec, WorkloadState? now, IReadOnlyList<JsonElement> objects, IReadOnlyList<string> names)
    {
        IReadOnlyList<JsonObject> documents = [.. WorkloadManifests.Create(spec, spec.Scaling is null ? spec.Replicas : null), .. SecretManifest.Create(spec) is { } secret ? (JsonObject[])[secret] : []];
        bool isRunning = now is { IsStopped: false };
        PlannedChange[] others = [.. Surplus(spec, documents, objects), .. documents.Where(document => KindOf(document) != DeploymentKind).Select(document => Other(spec, document, objects))];
        PlannedChange deployment = Deployment(spec, cluster, now, ActionOf(documents.Single(document => KindOf(document) == DeploymentKind), objects, isRunning));
        bool isKept = others.Append(deployment).All(change => change.Action == PlannedAction.Keep);
        return
        [
            new PlannedChange(now?.Image == spec.Image ? PlannedAction.Keep : PlannedAction.Create, "image", spec.Image, "pushed with its signed statements; what the registry has is not sent again"),
            deployment,
            .. others,
            .. names.Where(name => name != spec.Address.Name).Select(name => Beside(order, spec, spec.Address with { Name = name })),
            order.IsChallenger ? EndpointChange.Beside(order)
                : isKept && order.Recorded?.Deployment?.Id == KubernetesRollout.IdOf(spec.Address) ? new PlannedChange(PlannedAction.Keep, "endpoint", order.Request.Endpoint, $"serves {order.Request.Name}")
                : EndpointChange.Of(order.Recorded, order.Request, Url(spec)),
        ];
    }

    // The endpoint's other workloads. A second version that gives way does so at last, and wherever it runs.
    private static PlannedChange Beside(DeploymentOrder order, WorkloadSpec spec, WorkloadAddress other)
    {
        string id = KubernetesRollout.IdOf(other);
        if (order.ReplacedChallenger is { } replaced && replaced.Handle.Platform == PlatformNames.Aks && replaced.Handle.Id == id)
            return new PlannedChange(PlannedAction.Remove, WorkloadKind, id, $"the second version of now, {replaced.Version}, once the new one has proven itself");
        if (OtherWorkloads.Left(order, KubernetesRollout.InsideOf(spec, order.Environment), [other.Name]).Any())
            return new PlannedChange(PlannedAction.Remove, WorkloadKind, id, "once the new one has proven itself");
        return new PlannedChange(PlannedAction.Keep, WorkloadKind, id, order.IsChallenger ? "goes on as it is" : "goes on running, at the price of its replicas, until the next deployment");
    }

    private static PlannedChange Deployment(WorkloadSpec spec, KubernetesCluster cluster, WorkloadState? now, PlannedAction action) => new(
        action, DeploymentKind, NameOf(spec), action == PlannedAction.Keep ? $"is so already: {Resource(spec, cluster)}" : $"{Resource(spec, cluster)}{Rollout(now, spec)}");

    private static PlannedChange Other(WorkloadSpec spec, JsonObject document, IReadOnlyList<JsonElement> objects)
    {
        PlannedAction action = ActionOf(document, objects, isRunning: true);
        return new PlannedChange(action, KindOf(document), NameOf(spec), action == PlannedAction.Keep ? "is so already" : "by server-side apply");
    }

    private static IEnumerable<PlannedChange> Surplus(WorkloadSpec spec, IReadOnlyList<JsonObject> documents, IReadOnlyList<JsonElement> objects) => objects
        .Select(ClusterJson.Kind)
        .Where(kind => documents.All(document => KindOf(document) != kind))
        .Select(kind => new PlannedChange(PlannedAction.Remove, kind, NameOf(spec), "the environment asks for none any more"));

    private static PlannedAction ActionOf(JsonObject document, IReadOnlyList<JsonElement> objects, bool isRunning)
    {
        JsonElement there = objects.FirstOrDefault(one => ClusterJson.Kind(one) == KindOf(document));
        if (there.ValueKind == JsonValueKind.Undefined) return PlannedAction.Create;
        return isRunning && ManifestComparison.IsSo(document, there) ? PlannedAction.Keep : PlannedAction.Change;
    }

    private static string NameOf(WorkloadSpec spec) => $"{spec.Address.Namespace}/{spec.Address.Name}";

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

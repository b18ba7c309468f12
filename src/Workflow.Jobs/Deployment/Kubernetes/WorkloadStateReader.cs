using System.Globalization;
using System.Text.Json;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Reads a workload from its Deployment, its ReplicaSets, its pods and what the cluster warns of.</summary>
internal static class WorkloadStateReader
{
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    /// <summary>Reads it.</summary>
    /// <param name="address">Which workload.</param>
    /// <param name="objects">Its objects; those of others are passed over.</param>
    /// <param name="events">Events of the namespace.</param>
    /// <returns>Null where there is no Deployment of this name.</returns>
    public static WorkloadState? Read(WorkloadAddress address, IReadOnlyList<JsonElement> objects, IReadOnlyList<JsonElement> events)
    {
        JsonElement deployment = objects.FirstOrDefault(one => ClusterJson.Kind(one) == "Deployment" && ClusterJson.Name(one) == address.Name);
        if (deployment.ValueKind == JsonValueKind.Undefined) return null;
        JsonElement[] sets = [.. objects.Where(one => ClusterJson.Kind(one) == "ReplicaSet" && ClusterJson.Maker(one) == ClusterJson.Text(deployment, "metadata", "uid"))];
        bool isObserved = ClusterJson.Number(deployment, "status", "observedGeneration") >= ClusterJson.Number(deployment, "metadata", "generation");
        long revision = Revision(deployment);

        // Before the cluster has looked, its newest ReplicaSet is the one of the revision before.
        JsonElement current = isObserved ? sets.FirstOrDefault(set => Revision(set) == revision) : default;
        HashSet<string?> uids = [.. sets.Select(set => ClusterJson.Text(set, "metadata", "uid"))];
        PodState[] pods = [.. objects.Where(one => ClusterJson.Kind(one) == "Pod" && uids.Contains(ClusterJson.Maker(one))).Select(pod => Pod(pod, current))];
        HashSet<(string, string)> named =
            [("Deployment", address.Name), ("ReplicaSet", ClusterJson.Name(current)), .. pods.Where(pod => pod.IsCurrent).Select(pod => ("Pod", pod.Name))];
        return Deployment(address, deployment) with
        {
            Revision = revision,
            IsObserved = isObserved,
            Revisions = [.. sets.Select(set => RevisionOf(set, ClusterJson.Get(set, "spec", "template")))],
            Pods = pods,
            Events = [.. events.Select(Event).Where(happened => named.Contains((happened.Kind, happened.Name)))],
        };
    }

    private static WorkloadState Deployment(WorkloadAddress address, JsonElement deployment)
    {
        JsonElement template = ClusterJson.Get(deployment, "spec", "template");
        JsonElement status = ClusterJson.Get(deployment, "status");
        return new WorkloadState
        {
            Address = address,
            Uid = ClusterJson.Text(deployment, "metadata", "uid") ?? string.Empty,
            Labels = ClusterJson.Texts(deployment, "metadata", "labels"),
            Version = ClusterJson.Texts(template, "metadata", "annotations").GetValueOrDefault(WorkloadLabels.Version),
            Keys = KeysOf(template),
            Image = ImageOf(template),
            Generation = ClusterJson.Number(deployment, "metadata", "generation") ?? 0,
            Desired = Count(ClusterJson.Number(deployment, "spec", "replicas") ?? 1),
            Total = Count(ClusterJson.Number(status, "replicas")),
            Updated = Count(ClusterJson.Number(status, "updatedReplicas")),
            Ready = Count(ClusterJson.Number(status, "readyReplicas")),
            Available = Count(ClusterJson.Number(status, "availableReplicas")),
            Conditions = ClusterJson.Conditions(status),
        };
    }

    private static WorkloadRevision RevisionOf(JsonElement set, JsonElement template) => new(Revision(set), ImageOf(template)) { Keys = KeysOf(template) };

    private static string? KeysOf(JsonElement template) => ClusterJson.Texts(template, "metadata", "annotations").GetValueOrDefault(WorkloadLabels.Keys);

    private static PodState Pod(JsonElement pod, JsonElement current)
    {
        JsonElement status = ClusterJson.Get(pod, "status");
        JsonElement container = ClusterJson.Items(status, "containerStatuses").FirstOrDefault(one => ClusterJson.Text(one, "name") == Manifests.PodManifest.Container);
        IReadOnlyList<ClusterCondition> conditions = ClusterJson.Conditions(status);
        return new PodState
        {
            Name = ClusterJson.Name(pod),
            Phase = ClusterJson.Text(status, "phase") ?? string.Empty,
            IsCurrent = current.ValueKind == JsonValueKind.Object && ClusterJson.Maker(pod) == ClusterJson.Text(current, "metadata", "uid"),
            IsBeingDeleted = ClusterJson.Text(pod, "metadata", "deletionTimestamp") is not null,
            IsReady = conditions.Any(condition => condition is { Type: "Ready", IsTrue: true }),
            Restarts = Count(ClusterJson.Number(container, "restartCount")),
            ImageDigest = Digest(ClusterJson.Text(container, "imageID")),
            WaitingReason = ClusterJson.Text(container, "state", "waiting", "reason") ?? string.Empty,
            WaitingMessage = ClusterJson.Text(container, "state", "waiting", "message") ?? string.Empty,
            LastEnd = End(ClusterJson.Get(container, "state", "terminated"), isNow: true) ?? End(ClusterJson.Get(container, "lastState", "terminated"), isNow: false),
            Conditions = conditions,
        };
    }

    private static ContainerEnd? End(JsonElement ended, bool isNow) => ended.ValueKind != JsonValueKind.Object ? null : new ContainerEnd(
        (int)(ClusterJson.Number(ended, "exitCode") ?? 0), ClusterJson.Text(ended, "reason") ?? string.Empty, ClusterJson.Text(ended, "message") ?? string.Empty, isNow);

    private static ClusterEvent Event(JsonElement happened) => new(
        ClusterJson.Text(happened, "involvedObject", "kind") ?? string.Empty,
        ClusterJson.Text(happened, "involvedObject", "name") ?? string.Empty,
        ClusterJson.Text(happened, "reason") ?? string.Empty,
        (ClusterJson.Text(happened, "message") ?? string.Empty).Trim(),
        Count(Math.Max(ClusterJson.Number(happened, "count") ?? 1, ClusterJson.Number(happened, "series", "count") ?? 1)));

    private static string ImageOf(JsonElement template) =>
        ClusterJson.Items(ClusterJson.Get(template, "spec"), "containers").Select(container => ClusterJson.Text(container, "image")).FirstOrDefault() ?? string.Empty;

    private static long Revision(JsonElement one) =>
        long.TryParse(ClusterJson.Texts(one, "metadata", "annotations").GetValueOrDefault(RevisionAnnotation), NumberStyles.None, CultureInfo.InvariantCulture, out long revision) ? revision : 0;

    // docker-pullable://registry/repository@sha256:..., registry/repository@sha256:..., or sha256:... alone.
    private static string? Digest(string? imageId) =>
        imageId?.LastIndexOf("sha256:", StringComparison.Ordinal) is { } at and >= 0 ? imageId[at..] : null;

    private static int Count(long? number) => (int)Math.Clamp(number ?? 0, 0, int.MaxValue);
}

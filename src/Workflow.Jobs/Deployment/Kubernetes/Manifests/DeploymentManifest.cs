using System.Text.Json.Nodes;

namespace Workflow.Jobs.Deployment.Kubernetes.Manifests;

/// <summary>The Deployment: how many replicas, and how a new revision takes the place of the one before.</summary>
internal static class DeploymentManifest
{
    private const int KeptRevisions = 5;

    /// <summary>Builds it.</summary>
    /// <param name="spec">A valid specification.</param>
    /// <param name="replicas">How many replicas it says; null: none, where the cluster chooses.</param>
    public static JsonObject Create(WorkloadSpec spec, int? replicas)
    {
        JsonObject document = ManifestParts.Head(spec, "apps/v1", "Deployment");
        var settings = new JsonObject();
        if (replicas is { } count) settings["replicas"] = count;
        settings["revisionHistoryLimit"] = KeptRevisions;
        settings["progressDeadlineSeconds"] = (int)spec.ProgressDeadline.TotalSeconds;
        settings["selector"] = new JsonObject { ["matchLabels"] = ManifestParts.PodLabels(spec) };

        // A replica of the revision before goes when a new one answers, never earlier.
        settings["strategy"] = new JsonObject
        {
            ["type"] = "RollingUpdate",
            ["rollingUpdate"] = new JsonObject { ["maxSurge"] = 1, ["maxUnavailable"] = 0 },
        };
        settings["template"] = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = ManifestParts.Labels(spec), ["annotations"] = PodAnnotations(spec) },
            ["spec"] = PodManifest.Create(spec),
        };
        document["spec"] = settings;
        return document;
    }

    // A pod reads the keys when it starts: with other keys it is another pod.
    private static JsonObject PodAnnotations(WorkloadSpec spec)
    {
        JsonObject annotations = ManifestParts.Annotations(spec);
        if (spec.Keys.Handed is { } handed) annotations[WorkloadLabels.Keys] = handed.Revision;
        return annotations;
    }
}

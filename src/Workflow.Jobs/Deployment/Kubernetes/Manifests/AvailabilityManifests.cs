using System.Text.Json.Nodes;

namespace Workflow.Jobs.Deployment.Kubernetes.Manifests;

/// <summary>How many replicas there are, and stay while nodes are emptied.</summary>
internal static class AvailabilityManifests
{
    /// <summary>The PodDisruptionBudget: one replica at a time may be sent away; one that does not answer may always be.</summary>
    public static JsonObject DisruptionBudget(WorkloadSpec spec)
    {
        JsonObject document = ManifestParts.Head(spec, "policy/v1", "PodDisruptionBudget");
        document["spec"] = new JsonObject
        {
            ["maxUnavailable"] = 1,
            ["unhealthyPodEvictionPolicy"] = "AlwaysAllow",
            ["selector"] = new JsonObject { ["matchLabels"] = ManifestParts.PodLabels(spec) },
        };
        return document;
    }

    /// <summary>The HorizontalPodAutoscaler: as many replicas as keep their processors busy, not overloaded.</summary>
    public static JsonObject Autoscaler(WorkloadSpec spec, WorkloadScaling scaling)
    {
        JsonObject document = ManifestParts.Head(spec, "autoscaling/v2", "HorizontalPodAutoscaler");
        document["spec"] = new JsonObject
        {
            ["scaleTargetRef"] = new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = spec.Address.Name },
            ["minReplicas"] = scaling.Minimum,
            ["maxReplicas"] = scaling.Maximum,
            ["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject
                {
                    ["name"] = "cpu",
                    ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = scaling.CpuPercent },
                },
            }),
        };
        return document;
    }
}

using System.Text.Json.Nodes;

namespace Workflow.Testing.Kubernetes;

/// <summary>Scenes in the lives of Deployments, as a cluster tells them.</summary>
public static class KubernetesScenes
{
    /// <summary>A life that goes well.</summary>
    public static KubernetesScene[] Well { get; } = [Nothing, Waits, Runs];

    /// <summary>Nothing happens; the controllers have not even looked.</summary>
    public static void Nothing(KubernetesRollout rollout)
    {
    }

    /// <summary>The pods are there and wait.</summary>
    public static void Waits(KubernetesRollout rollout) => rollout.Observe();

    /// <summary>The pods run and answer.</summary>
    public static void Runs(KubernetesRollout rollout) => rollout.Run();

    /// <summary>The controllers give up.</summary>
    public static void GivesUp(KubernetesRollout rollout) => rollout.GiveUp();

    /// <summary>The container waits for a reason.</summary>
    public static KubernetesScene IsStuck(string reason, string message) => rollout => rollout.SetPods("Pending", Waiting(reason, message));

    /// <summary>The image cannot be pulled.</summary>
    public static KubernetesScene PullFails(string why, int count = 3) => rollout =>
    {
        rollout.SetPods("Pending", Waiting("ImagePullBackOff", $"Back-off pulling image \"{rollout.Image}\""));
        rollout.Warn("Pod", rollout.Pod, "Failed", $"Failed to pull image \"{rollout.Image}\": {why}", count);
        rollout.Warn("Pod", rollout.Pod, "Failed", "Error: ImagePullBackOff", count);
    };

    /// <summary>The container ends, again and again.</summary>
    public static KubernetesScene Crashes(int exitCode, int restarts, string reason = "Error") => rollout =>
        rollout.SetPods("Running", Waiting("CrashLoopBackOff", "back-off 20s restarting failed container"), Terminated(exitCode, reason), restarts);

    /// <summary>No node takes the pods.</summary>
    public static KubernetesScene HasNoPlace(string why, bool isGrowing = false) => rollout =>
    {
        rollout.SetPods("Pending", [], condition: KubernetesRollout.Condition("PodScheduled", "False", "Unschedulable", why));
        rollout.Warn("Pod", rollout.Pod, "FailedScheduling", why);
        if (isGrowing) rollout.Warn("Pod", rollout.Pod, "TriggeredScaleUp", "pod triggered scale-up", type: "Normal");
    };

    /// <summary>No pod is let in.</summary>
    public static KubernetesScene LetsNoneIn(string why) => rollout => rollout.MakeNone(why);

    /// <summary>The container runs and does not answer a probe.</summary>
    public static KubernetesScene IsUnhealthy(string message, int count) => rollout =>
    {
        rollout.SetPods("Running", new JsonObject { ["running"] = new JsonObject() });
        rollout.Warn("Pod", rollout.Pod, "Unhealthy", message, count);
    };

    private static JsonObject Waiting(string reason, string message) => new() { ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = message } };

    private static JsonObject Terminated(int exitCode, string reason) => new() { ["terminated"] = new JsonObject { ["exitCode"] = exitCode, ["reason"] = reason } };
}

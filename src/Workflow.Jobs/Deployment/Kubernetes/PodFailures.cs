using System.Globalization;
using Workflow.Jobs.Texts;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Why a pod does not run, or runs and does not answer.</summary>
internal static class PodFailures
{
    private const int CrashesOfALoop = 2;
    private const int LeastProbeFailures = 3;

    /// <summary>The reason of a pod; null of one that is well, or of which nothing can be said yet.</summary>
    public static WorkloadReason? Of(WorkloadState state, PodState pod) =>
        (PullFailures.Of(state, pod) ?? OfStart(state, pod) ?? OfEnd(state, pod) ?? OfProbe(state, pod) ?? OfPlace(state, pod)) is { } reason ? reason with { Pod = pod.Name } : null;

    private static WorkloadReason? OfStart(WorkloadState state, PodState pod) => pod.WaitingReason switch
    {
        "CreateContainerConfigError" => new WorkloadReason(
            WorkloadReasonKind.ContainerConfiguration,
            $"the container cannot be set up: {Said(pod)}",
            "Make the Secret or the key that it names (kubectl create secret generic), or correct the reference"),
        "CreateContainerError" or "RunContainerError" or "StartError" or "PreCreateHookError" => new WorkloadReason(
            WorkloadReasonKind.CannotStart,
            $"the container cannot be started: {Said(pod)}",
            "Check its arguments and the image's processor architecture (amd64 is needed)"),
        _ => Events(state, pod, "FailedCreatePodSandBox") is [.., var failed] && failed.Count >= LeastProbeFailures
            ? new WorkloadReason(
                WorkloadReasonKind.CannotStart, $"the node cannot make the pod: {failed.Message}", "Look at the node and its network (kubectl describe node)", IsRetryable: true)
            : null,
    };

    private static WorkloadReason? OfEnd(WorkloadState state, PodState pod)
    {
        if (pod.LastEnd is not { } end) return null;
        if (end.Reason == "OOMKilled" && (!pod.IsReady || end.IsNow)) return OutOfMemory(pod, end);
        bool isLoop = pod.WaitingReason == "CrashLoopBackOff" || (!pod.IsReady && pod.Restarts >= CrashesOfALoop);
        return isLoop ? OfProbeThatKills(state, pod) ?? CrashLoop(pod, end) : null;
    }

    private static WorkloadReason OutOfMemory(PodState pod, ContainerEnd end) => new(
        WorkloadReasonKind.OutOfMemory,
        string.Create(CultureInfo.InvariantCulture, $"the container took more memory than its limit and was killed (exit code {end.ExitCode}, {CountText.Of(pod.Restarts, "restart")})"),
        "Give it a higher memory limit");

    private static WorkloadReason CrashLoop(PodState pod, ContainerEnd end)
    {
        string words = end.Message.Length == 0 ? string.Empty : $": {end.Message.Trim()}";
        return new WorkloadReason(
            WorkloadReasonKind.CrashLoop,
            string.Create(CultureInfo.InvariantCulture, $"the container ends by itself (exit code {end.ExitCode}, {CountText.Of(pod.Restarts, "restart")}){words}"),
            "Mend what its log names and deploy again");
    }

    // A container that does not answer is killed, and then looks like one that ends by itself.
    private static WorkloadReason? OfProbeThatKills(WorkloadState state, PodState pod) =>
        pod.LastEnd is { ExitCode: 137 or 143 or 0 } ? OfProbes(Events(state, pod, "Unhealthy"), 1, "Liveness", "Startup") : null;

    private static WorkloadReason? OfProbe(WorkloadState state, PodState pod) =>
        pod is { Phase: "Running", IsReady: false } ? OfProbes(Events(state, pod, "Unhealthy"), LeastProbeFailures, "Readiness", "Liveness") : null;

    private static WorkloadReason? OfProbes(ClusterEvent[] failures, int least, params string[] probes)
    {
        ClusterEvent[] meant = [.. failures.Where(failure => Array.Exists(probes, probe => failure.Message.StartsWith(probe, StringComparison.OrdinalIgnoreCase)))];
        int count = meant.Sum(failure => failure.Count);
        if (count < least) return null;
        return new WorkloadReason(
            WorkloadReasonKind.ProbeFailing,
            $"the container does not answer its probe ({CountText.Of(count, "failure")}): {meant[^1].Message.TrimEnd('.')}",
            "Look at its log, and ask it yourself (kubectl port-forward, then /health/ready)");
    }

    private static WorkloadReason? OfPlace(WorkloadState state, PodState pod)
    {
        if (pod.Find("PodScheduled") is not { IsTrue: false, Reason: "Unschedulable" } unplaced) return null;

        // The cluster makes itself larger: it takes minutes, and needs nobody.
        if (Events(state, pod, "TriggeredScaleUp").Length > 0) return null;
        return new WorkloadReason(
            WorkloadReasonKind.Unschedulable,
            $"no node takes the pod: {unplaced.Message.TrimEnd('.')}",
            "Ask for less cpu or memory, or add nodes that fit (az aks nodepool scale), or remove taints that keep it away",
            IsRetryable: true);
    }

    private static string Said(PodState pod) => pod.WaitingMessage.Length == 0 ? pod.WaitingReason : pod.WaitingMessage.TrimEnd('.');

    private static ClusterEvent[] Events(WorkloadState state, PodState pod, string reason) =>
        [.. state.Events.Where(happened => happened.Kind == "Pod" && happened.Name == pod.Name && happened.Reason == reason)];
}

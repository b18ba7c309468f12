namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Why a node cannot pull an image. Registries say it in words of their own, which the node passes on.</summary>
internal static class PullFailures
{
    private const int PassingPulls = 3;

    /// <summary>The reason of a pod whose image cannot be pulled; null of others, and of one that may still succeed by itself.</summary>
    public static WorkloadReason? Of(WorkloadState state, PodState pod)
    {
        if (pod.WaitingReason is not ("ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable")) return null;
        ClusterEvent[] failures = [.. state.Events.Where(happened => happened.Name == pod.Name && happened.Reason is "Failed" or "InspectFailed")];

        // "Back-off" and "Error: ErrImagePull" come with the words that say why.
        string said = failures.Select(failure => failure.Message).Append(pod.WaitingMessage).OrderByDescending(Telling).First();
        if (said.Length == 0) said = pod.WaitingReason;
        WorkloadReason reason = Explain(said.TrimEnd('.')) with { Pod = pod.Name };
        int tries = failures.Where(failure => Telling(failure.Message) > 0).Sum(failure => failure.Count);
        return reason.IsRetryable && tries < PassingPulls ? null : reason;
    }

    private static WorkloadReason Explain(string said) => ImagePulls.Judge(said) switch
    {
        PullFailure.NotFound => NotFound(said),
        PullFailure.Unreachable => Unreachable(said),
        _ => NotAccessible(said),
    };

    private static WorkloadReason NotAccessible(string said) => new(
        WorkloadReasonKind.ImageNotAccessible,
        $"the cluster cannot read the image from its registry: {said}",
        "Attach the registry to the cluster (az aks update --attach-acr REGISTRY), or name a pull secret that is in the namespace (kubectl create secret docker-registry)");

    private static WorkloadReason NotFound(string said) => new(
        WorkloadReasonKind.ImageNotFound, $"the registry has no such image: {said}", "Push the image first, and check the registry, the repository and the digest");

    private static WorkloadReason Unreachable(string said) => new(
        WorkloadReasonKind.RegistryUnreachable,
        $"the cluster cannot reach the image's registry: {said}",
        "Try again; check the registry's firewall and the nodes' network if it stays so",
        IsRetryable: true);

    private static int Telling(string said) =>
        said.Contains("Failed to pull", StringComparison.OrdinalIgnoreCase) || said.Contains("rpc error", StringComparison.OrdinalIgnoreCase) ? said.Length : 0;
}

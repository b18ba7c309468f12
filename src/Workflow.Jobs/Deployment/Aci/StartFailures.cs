namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Why a container never begins to run: its image does not come, or Azure cannot start it.</summary>
internal static class StartFailures
{
    private const int PassingPulls = 3;

    /// <summary>The reason of a container whose image cannot be pulled; null of others.</summary>
    public static ContainerGroupReason? OfPull(PresentRevision revision, ContainerState container)
    {
        ContainerEvent[] failures = [.. revision.Events(container).Where(IsFailedPull)];
        bool isWaiting = container.Current is { Detail: "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" } phase && revision.Has(phase.LastTime);
        if (failures.Length == 0 && !isWaiting) return null;
        DateTimeOffset? last = failures.Max(happened => happened.LastTime);
        if (revision.Events(container).Any(happened => happened.Name == "Pulled" && happened.LastTime >= last)) return null;

        // "Back-off" and "Error: ErrImagePull" come with the event that says why, and later than it.
        string said = failures.Select(happened => happened.Message).OrderByDescending(Telling).FirstOrDefault() ?? container.Current!.Detail;
        ContainerGroupReason reason = PullFailures.Explain(said.Trim().TrimEnd('.'));

        // Azure tries again by itself, and a registry may be away for a moment.
        bool mayPass = reason.IsRetryable && revision.Group.IsInTransition && failures.Sum(happened => happened.Count) < PassingPulls;
        return mayPass ? null : reason;
    }

    /// <summary>The reason of a group with a container that cannot be started; null of others.</summary>
    public static ContainerGroupReason? OfStart(PresentRevision revision)
    {
        if (revision.Group.IsRunning || revision.Events().LastOrDefault(IsFailedStart) is not { } failed) return null;
        return new ContainerGroupReason(
            ContainerGroupReasonKind.CannotStart,
            $"Azure cannot start the container: {failed.Message.Trim().TrimEnd('.')}",
            "Check the command, the image's processor architecture (amd64 is needed) and what is mounted");
    }

    private static bool IsFailedPull(ContainerEvent happened) =>
        happened.Name is "Failed" or "BackOff" or "ErrImagePull" or "ImagePullBackOff" or "InspectFailed" && Tells(happened, "pull", "image") && !IsFailedStart(happened);

    private static bool IsFailedStart(ContainerEvent happened) =>
        happened.Name is "FailedMount" or "FailedCreatePodSandBox" or "FailedStart"
        || (happened.Name == "Failed" && Tells(happened, "Failed to start container", "Failed to create container"));

    private static bool Tells(ContainerEvent happened, params string[] words) =>
        Array.Exists(words, word => happened.Message.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static int Telling(string message) => message.Contains("Failed to pull", StringComparison.OrdinalIgnoreCase) ? message.Length : 0;
}

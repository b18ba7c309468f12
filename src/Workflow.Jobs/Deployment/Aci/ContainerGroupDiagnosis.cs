using System.Globalization;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Texts;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>
/// Finds the one plain reason why a container group does not run: from the error of a request, or from what Azure tells of the group. Only
/// what belongs to the present revision counts: events and ends after <see cref="ContainerGroupState.Since"/>, pulls of the present image.
/// </summary>
public static class ContainerGroupDiagnosis
{
    private const int KilledExitCode = 137;
    private const int PassingPulls = 3;
    private const int CrashesOfALoop = 2;
    private const int LeastProbeFailures = 3;
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(2);

    /// <summary>The reason behind a request that was refused or lost.</summary>
    public static ContainerGroupReason OfError(ArmFailure failure, ContainerGroupAddress address) => ContainerGroupErrors.Explain(failure, address);

    /// <summary>The reason that a group's own state tells; null where it tells none, or none yet.</summary>
    public static ContainerGroupReason? OfState(ContainerGroupState group)
    {
        // However its containers ended: somebody wanted them to.
        if (group.IsStopped || group.IsBeingDeleted) return null;
        return group.Containers.Select(container => OfPull(group, container)).FirstOrDefault(reason => reason is not null)
            ?? OfStart(group)
            ?? group.Containers.Where(container => HasBegun(group, container)).Select(container => OfRun(group, container)).FirstOrDefault(reason => reason is not null);
    }

    /// <summary>The reason of a group whose provisioning failed, whatever else is known.</summary>
    /// <param name="group">The group.</param>
    /// <param name="error">What Azure told of the failed operation; null where it told nothing.</param>
    /// <param name="address">Which group.</param>
    internal static ContainerGroupReason OfFailedProvisioning(ContainerGroupState? group, ArmFailure? error, ContainerGroupAddress address)
    {
        if (group is not null && OfState(group) is { } told) return told;
        if (error is { Code.Length: > 0 } known) return ContainerGroupErrors.Explain(known.Code, known.Message, address);
        string last = group is null ? string.Empty : LastWords(group);
        return new ContainerGroupReason(
            ContainerGroupReasonKind.Unknown,
            last.Length == 0 ? $"Azure gave the {address} up and tells no reason" : $"Azure gave the {address} up; the last that it tells is: {last}",
            $"Look at it (az container show -g {address.ResourceGroup} -n {address.Name}), delete it and deploy again");
    }

    private static ContainerGroupReason? OfPull(ContainerGroupState group, ContainerState container)
    {
        ContainerEvent[] failures = [.. Present(group, container.Events.Concat(group.Events)).Where(happened => IsFailedPull(happened) && !NamesOtherImage(happened, container))];
        bool isWaiting = container.Current is { Detail: "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" } phase && IsPresent(group, phase.LastTime);
        if (failures.Length == 0 && !isWaiting) return null;
        DateTimeOffset? last = failures.Max(happened => happened.LastTime);
        if (Present(group, container.Events).Any(happened => happened.Name == "Pulled" && happened.LastTime >= last)) return null;

        // "Back-off" and "Error: ErrImagePull" come with the event that says why, and later than it.
        string said = failures.Select(happened => happened.Message).OrderByDescending(Telling).FirstOrDefault() ?? container.Current!.Detail;
        ContainerGroupReason reason = PullFailures.Explain(said.Trim().TrimEnd('.'));
        bool mayPass = reason.IsRetryable && group.IsInTransition && failures.Sum(happened => happened.Count) < PassingPulls;
        return mayPass ? null : reason;
    }

    private static ContainerGroupReason? OfStart(ContainerGroupState group) => !group.IsRunning && Present(group, AllEvents(group)).LastOrDefault(IsFailedStart) is { } failed
        ? new ContainerGroupReason(
            ContainerGroupReasonKind.CannotStart, $"Azure cannot start the container: {failed.Message.Trim().TrimEnd('.')}", "Check the command, the image's processor architecture (amd64 is needed) and what is mounted")
        : null;

    private static ContainerGroupReason? OfRun(ContainerGroupState group, ContainerState container)
    {
        ContainerPhase? end = EndOf(group, container);
        int unhealthy = Present(group, container.Events).Where(happened => IsUnhealthy(group, happened)).Sum(happened => happened.Count);
        bool isUnhealthy = unhealthy >= Math.Max(LeastProbeFailures, group.ProbeThreshold);
        if (end is { Detail: "OOMKilled" } || (end is { ExitCode: KilledExitCode } && !isUnhealthy && IsLoop(group, container))) return OutOfMemory(container);
        if (isUnhealthy) return ProbeFailing(group, container, unhealthy);
        return end is not null && IsLoop(group, container) ? CrashLoop(container, end) : null;
    }

    private static ContainerGroupReason OutOfMemory(ContainerState container) => new(
        ContainerGroupReasonKind.OutOfMemory,
        $"the container took more memory than it has and was killed (exit code {KilledExitCode}, {CountText.Of(container.RestartCount, "restart")})",
        "Give it more memory (memoryInGB)");

    private static ContainerGroupReason ProbeFailing(ContainerGroupState group, ContainerState container, int failures)
    {
        string said = Present(group, container.Events).Last(happened => IsUnhealthy(group, happened)).Message.Trim().TrimEnd('.');
        return new ContainerGroupReason(
            ContainerGroupReasonKind.ProbeFailing, $"the container does not answer its probe ({CountText.Of(failures, "failure")}): {said}", "Check the probe's path and port, and the container's log");
    }

    private static ContainerGroupReason CrashLoop(ContainerState container, ContainerPhase end)
    {
        string code = end.ExitCode is { } exit ? string.Create(CultureInfo.InvariantCulture, $"exit code {exit}") : "exit code unknown";
        return new ContainerGroupReason(
            ContainerGroupReasonKind.CrashLoop, $"the container ends by itself ({code}, {CountText.Of(container.RestartCount, "restart")})", "Mend what its log names and deploy again");
    }

    // Azure goes on telling how the containers of the revision before ended until it has replaced them: a pull of the present image shows that it has.
    private static bool HasBegun(ContainerGroupState group, ContainerState container) =>
        !group.IsInTransition || group.Since is null
        || Present(group, container.Events).Any(happened => happened.Name is "Pulling" or "Pulled" && !NamesOtherImage(happened, container));

    // The end of the last run in this revision that failed; null where none did, or where it runs again.
    private static ContainerPhase? EndOf(ContainerGroupState group, ContainerState container)
    {
        if (container.Current is { IsRunning: true }) return null;
        ContainerPhase?[] phases = [container.Current, container.Previous];
        return Array.Find(phases, phase => phase is { IsEnded: true, ExitCode: not 0 } && IsPresent(group, phase.LastTime))
            ?? (container.Current is { Detail: "CrashLoopBackOff" } waiting && IsPresent(group, waiting.LastTime) ? container.Previous ?? waiting : null);
    }

    // Single failures are in the list for as long as the group is.
    private static bool IsUnhealthy(ContainerGroupState group, ContainerEvent happened) =>
        happened.Name == "Unhealthy" && (group.ObservedAt is not { } now || happened.LastTime is not { } time || now - time < Recent);

    // One end may be the last, as long as Azure starts it again; and a container that somebody stops is killed too.
    private static bool IsLoop(ContainerGroupState group, ContainerState container) =>
        container.RestartCount >= CrashesOfALoop
        || container.Current is { Detail: "CrashLoopBackOff" }
        || (group.RestartPolicy == RestartPolicy.Never && container.Current is { IsEnded: true });

    private static bool IsFailedPull(ContainerEvent happened) =>
        happened.Name is "Failed" or "BackOff" or "ErrImagePull" or "ImagePullBackOff" or "InspectFailed"
        && Array.Exists(["pull", "image"], word => happened.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
        && !IsFailedStart(happened);

    private static bool IsFailedStart(ContainerEvent happened) =>
        happened.Name is "FailedMount" or "FailedCreatePodSandBox" or "FailedStart"
        || (happened.Name is "Failed" && (happened.Message.Contains("Failed to start container", StringComparison.OrdinalIgnoreCase) || happened.Message.Contains("Failed to create container", StringComparison.OrdinalIgnoreCase)));

    private static bool NamesOtherImage(ContainerEvent happened, ContainerState container) =>
        happened.Message.Contains("@sha256:", StringComparison.Ordinal) && !happened.Message.Contains(container.Image, StringComparison.Ordinal);

    private static int Telling(string message) => message.Contains("Failed to pull", StringComparison.OrdinalIgnoreCase) ? message.Length : 0;

    private static IEnumerable<ContainerEvent> AllEvents(ContainerGroupState group) => group.Events.Concat(group.Containers.SelectMany(container => container.Events));

    private static IEnumerable<ContainerEvent> Present(ContainerGroupState group, IEnumerable<ContainerEvent> events) => events.Where(happened => IsPresent(group, happened.LastTime));

    // What has no time counts: better a reason too many than half an hour without one.
    private static bool IsPresent(ContainerGroupState group, DateTimeOffset? time) => group.Since is not { } since || time is null || time > since;

    private static string LastWords(ContainerGroupState group) => Present(group, AllEvents(group)).OrderBy(happened => happened.LastTime).LastOrDefault()?.Message.Trim().TrimEnd('.') ?? string.Empty;
}

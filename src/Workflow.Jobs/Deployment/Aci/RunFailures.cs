using System.Globalization;
using Workflow.Jobs.Texts;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Why a container that was started does not stay: it ends, is killed for its memory, or does not answer its probes.</summary>
internal static class RunFailures
{
    private const int KilledExitCode = 137;
    private const int CrashesOfALoop = 2;
    private const int LeastProbeFailures = 3;

    /// <summary>The reason of a container; null of one that is well, or of which nothing can be said yet.</summary>
    public static ContainerGroupReason? OfRun(PresentRevision revision, ContainerState container)
    {
        if (!revision.HasBegun(container)) return null;
        ContainerPhase? end = EndOf(revision, container);
        bool isLoop = end is not null && IsLoop(revision.Group, container);
        ContainerGroupReason? unhealthy = OfProbe(revision, container);
        if (end is { Detail: "OOMKilled" } || (isLoop && unhealthy is null && end is { ExitCode: KilledExitCode })) return OutOfMemory(container);
        return unhealthy ?? (isLoop ? CrashLoop(container, end!) : null);
    }

    // Single failures are in the list for as long as the group is.
    private static ContainerGroupReason? OfProbe(PresentRevision revision, ContainerState container)
    {
        ContainerEvent[] failures = [.. revision.Events(container).Where(happened => happened.Name == "Unhealthy" && revision.IsRecent(happened.LastTime))];
        int count = failures.Sum(happened => happened.Count);
        if (count < Math.Max(LeastProbeFailures, revision.Group.ProbeThreshold)) return null;
        return new ContainerGroupReason(
            ContainerGroupReasonKind.ProbeFailing,
            $"the container does not answer its probe ({CountText.Of(count, "failure")}): {failures[^1].Message.Trim().TrimEnd('.')}",
            "Check the probe's path and port, and the container's log");
    }

    private static ContainerGroupReason OutOfMemory(ContainerState container) => new(
        ContainerGroupReasonKind.OutOfMemory,
        $"the container took more memory than it has and was killed (exit code {KilledExitCode}, {CountText.Of(container.RestartCount, "restart")})",
        "Give it more memory (memoryInGB)");

    private static ContainerGroupReason CrashLoop(ContainerState container, ContainerPhase end)
    {
        string code = end.ExitCode is { } exit ? string.Create(CultureInfo.InvariantCulture, $"exit code {exit}") : "exit code unknown";
        return new ContainerGroupReason(
            ContainerGroupReasonKind.CrashLoop,
            $"the container ends by itself ({code}, {CountText.Of(container.RestartCount, "restart")})",
            "Mend what its log names and deploy again");
    }

    // The end of the last run in this revision that failed; null where none did, or where it runs again.
    private static ContainerPhase? EndOf(PresentRevision revision, ContainerState container)
    {
        if (container.Current is not { IsRunning: false } current) return null;
        ContainerPhase?[] phases = [current, container.Previous];
        return Array.Find(phases, phase => phase is { IsEnded: true, ExitCode: not 0 } && revision.Has(phase.LastTime))
            ?? (current.Detail == "CrashLoopBackOff" && revision.Has(current.LastTime) ? container.Previous ?? current : null);
    }

    // One end may be the last, as long as Azure starts it again; and a container that somebody stops is killed too.
    private static bool IsLoop(ContainerGroupState group, ContainerState container) =>
        container.RestartCount >= CrashesOfALoop
        || container.Current is { Detail: "CrashLoopBackOff" }
        || (group.RestartPolicy == RestartPolicy.Never && container.Current is { IsEnded: true });
}

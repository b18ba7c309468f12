namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Finds the one plain reason why a workload does not run, as soon as anything in the cluster tells it. Earlier revisions are passed over.</summary>
public static class WorkloadDiagnosis
{
    /// <summary>The reason; null of a workload that runs, rests, or is on its way.</summary>
    public static WorkloadReason? OfState(WorkloadState state)
    {
        if (!state.IsObserved || state.IsRunning || state.Desired == 0) return null;
        return OfCreation(state)
            ?? state.CurrentPods.Where(pod => !pod.IsReady).Select(pod => PodFailures.Of(state, pod)).OrderBy(Weight).FirstOrDefault(reason => reason is not null)
            ?? OfProgress(state);
    }

    // Pods that are never made: the Deployment tells it, or its ReplicaSet does.
    private static WorkloadReason? OfCreation(WorkloadState state)
    {
        bool isWhole = state.CurrentPods.Count() >= state.Desired;
        string? told = state.Find("ReplicaFailure") is { IsTrue: true } failure
            ? failure.Message
            : isWhole ? null : state.Events.LastOrDefault(happened => happened is { Kind: "ReplicaSet", Reason: "FailedCreate" })?.Message;
        if (told is null) return null;
        return AdmissionErrors.Of(told) ?? new WorkloadReason(
            WorkloadReasonKind.Unknown, $"the cluster cannot make the pods: {told.TrimEnd('.')}", "Mend what it names and deploy again");
    }

    private static WorkloadReason? OfProgress(WorkloadState state)
    {
        if (state.Find("Progressing") is not { IsTrue: false, Reason: "ProgressDeadlineExceeded" } late) return null;
        string words = state.Events.Count == 0 ? late.Message : $"{late.Message.TrimEnd('.')}; the last that the cluster warns of: {state.Events[^1].Message}";
        return new WorkloadReason(
            WorkloadReasonKind.ProgressDeadlineExceeded,
            $"the new revision has not come so far in time: {words.TrimEnd('.')}",
            "Look at its pods (kubectl describe pods), mend it and deploy again, or give it a longer deadline");
    }

    // What somebody must mend, before what may pass by itself.
    private static int Weight(WorkloadReason? reason) => reason is null ? 2 : reason.IsRetryable ? 1 : 0;
}

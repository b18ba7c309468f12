namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Why a cluster does not let an object in that its sender may make: quotas, Pod Security, other rules. Told at once, or by a controller later.</summary>
internal static class AdmissionErrors
{
    /// <summary>The reason behind the words; null where they tell of something else.</summary>
    public static WorkloadReason? Of(string said)
    {
        if (said.Contains("exceeded quota", StringComparison.OrdinalIgnoreCase) || said.Contains("failed quota", StringComparison.OrdinalIgnoreCase)) return Quota(said);
        if (said.Contains("violates PodSecurity", StringComparison.OrdinalIgnoreCase)) return PodSecurity(said);
        bool isDenied = said.Contains("denied the request", StringComparison.OrdinalIgnoreCase) || said.Contains("is forbidden", StringComparison.OrdinalIgnoreCase);
        return isDenied ? Denied(said) : null;
    }

    /// <summary>Some rule of the cluster's.</summary>
    public static WorkloadReason Denied(string said) => new(
        WorkloadReasonKind.Prevented, $"a rule of the cluster's does not let it in: {said}", "Ask an administrator which rule it is, and for an exception if it is needed");

    private static WorkloadReason Quota(string said) => new(
        WorkloadReasonKind.QuotaExceeded,
        $"the namespace's quota is used up: {said}",
        "Ask for fewer replicas, less cpu or memory, or let an administrator raise the quota (kubectl describe resourcequota)");

    private static WorkloadReason PodSecurity(string said) => new(
        WorkloadReasonKind.Prevented,
        $"the namespace's Pod Security profile does not let the pods in: {said}",
        "Use the manifests as they are written: they fit the profile \"restricted\"; what adds to them (sidecars, for example) must fit too");
}

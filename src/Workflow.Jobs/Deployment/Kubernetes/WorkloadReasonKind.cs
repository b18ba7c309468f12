namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Why a workload does not run, in the kinds that differ in what to do.</summary>
public enum WorkloadReasonKind
{
    /// <summary>The cluster says what nobody here knows.</summary>
    Unknown,

    /// <summary>The registry does not let the node read the image.</summary>
    ImageNotAccessible,

    /// <summary>The registry has no such image.</summary>
    ImageNotFound,

    /// <summary>The registry does not answer, or asks to wait.</summary>
    RegistryUnreachable,

    /// <summary>A Secret or a key that the container needs is missing, or it cannot be made for another setting.</summary>
    ContainerConfiguration,

    /// <summary>The container cannot be started at all.</summary>
    CannotStart,

    /// <summary>The container ends again and again.</summary>
    CrashLoop,

    /// <summary>The container took more memory than it may.</summary>
    OutOfMemory,

    /// <summary>No node has room for a pod, or lets it in.</summary>
    Unschedulable,

    /// <summary>The namespace's quota is used up.</summary>
    QuotaExceeded,

    /// <summary>The namespace's Pod Security profile, or another admission rule, does not let the pods in.</summary>
    Prevented,

    /// <summary>The container does not say that it is ready, alive or started.</summary>
    ProbeFailing,

    /// <summary>The new revision has not come so far within its deadline.</summary>
    ProgressDeadlineExceeded,

    /// <summary>The credential may not do this.</summary>
    Forbidden,

    /// <summary>The credential is not taken at all, or has expired.</summary>
    Unauthorized,

    /// <summary>Another field manager holds a field that shall change.</summary>
    FieldConflict,

    /// <summary>The cluster does not understand a field, or does not take its value.</summary>
    InvalidManifest,

    /// <summary>What shall change can only be changed by removing the workload first.</summary>
    MustBeReplaced,

    /// <summary>There is no such namespace.</summary>
    NamespaceMissing,

    /// <summary>The API server cannot be reached, fails, or asks to wait.</summary>
    Unreachable,

    /// <summary>The API server's certificate is not one that the kubeconfig trusts.</summary>
    CertificateUnknown,

    /// <summary>The kubeconfig is missing, is none, or has no such context.</summary>
    KubeConfigInvalid,

    /// <summary>kubectl, or a program that it logs in with, is not on the PATH.</summary>
    ProgramMissing,

    /// <summary>The cluster has no such kind of object.</summary>
    KindMissing,

    /// <summary>An object of this name is somebody else's.</summary>
    OwnedByOthers,

    /// <summary>There is no such workload.</summary>
    Missing,

    /// <summary>Nothing went wrong that the cluster tells, and nothing came of it in time.</summary>
    TimedOut,
}

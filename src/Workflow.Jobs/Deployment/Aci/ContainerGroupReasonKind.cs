namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Why a container group does not run, in the kinds that differ in what to do.</summary>
public enum ContainerGroupReasonKind
{
    /// <summary>Azure says what nobody here knows.</summary>
    Unknown,

    /// <summary>The registry does not let Azure read the image.</summary>
    ImageNotAccessible,

    /// <summary>The registry has no such image.</summary>
    ImageNotFound,

    /// <summary>The registry does not answer, or asks to wait.</summary>
    RegistryUnreachable,

    /// <summary>The subscription's quota is used up.</summary>
    QuotaExceeded,

    /// <summary>The container ends again and again, or ended where it may not.</summary>
    CrashLoop,

    /// <summary>The container took more memory than it has.</summary>
    OutOfMemory,

    /// <summary>The container does not answer its probes.</summary>
    ProbeFailing,

    /// <summary>The container cannot be started at all.</summary>
    CannotStart,

    /// <summary>Somebody in the region has the DNS name label.</summary>
    NameLabelTaken,

    /// <summary>The region has no room for the group now.</summary>
    NoCapacity,

    /// <summary>There is no such region, or it has no container groups of this kind.</summary>
    RegionNotAvailable,

    /// <summary>There is no such resource group.</summary>
    ResourceGroupMissing,

    /// <summary>There is no such subscription, or it is disabled.</summary>
    SubscriptionMissing,

    /// <summary>The subscription has never been told to use container groups.</summary>
    ProviderNotRegistered,

    /// <summary>The credential may not do this.</summary>
    Forbidden,

    /// <summary>The credential is not taken at all.</summary>
    Unauthorized,

    /// <summary>A policy or a lock forbids it.</summary>
    Prevented,

    /// <summary>Azure does not understand the request.</summary>
    InvalidRequest,

    /// <summary>What shall change can only be changed by removing the group first.</summary>
    MustBeReplaced,

    /// <summary>A group of this name is somebody else's.</summary>
    OwnedByOthers,

    /// <summary>There is no such container group.</summary>
    Missing,

    /// <summary>Azure is at work on the group and takes no other change.</summary>
    Busy,

    /// <summary>Azure cannot be reached, fails, or asks to wait.</summary>
    Unreachable,

    /// <summary>Nothing went wrong that Azure tells, and nothing came of it in time.</summary>
    TimedOut,
}

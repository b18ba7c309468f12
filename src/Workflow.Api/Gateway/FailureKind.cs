namespace Workflow.Api.Gateway;

/// <summary>Why a request has no answer of a target, or not a whole one.</summary>
internal enum FailureKind
{
    /// <summary>The routes were never read.</summary>
    RoutesUnknown,

    /// <summary>The endpoint was stopped.</summary>
    Stopped,

    /// <summary>It asks for another protocol on its connection.</summary>
    Upgrade,

    /// <summary>The target's circuit is open: nothing is sent to it now.</summary>
    CircuitOpen,

    /// <summary>The target takes no connection; nothing was sent.</summary>
    Unreachable,

    /// <summary>The connection was lost before the head of the answer had come.</summary>
    Lost,

    /// <summary>What came is no answer of HTTP.</summary>
    Unreadable,

    /// <summary>The target was silent for too long.</summary>
    Silent,

    /// <summary>The answer broke off in the middle.</summary>
    BrokenOff,

    /// <summary>The client went away, or its request broke off.</summary>
    ClientGone,
}

namespace Workflow.Scorer.Grpc;

/// <summary>How a call has ended, by the codes of gRPC.</summary>
internal enum GrpcCode
{
    /// <summary>It was answered.</summary>
    Ok = 0,

    /// <summary>The caller has left.</summary>
    Cancelled = 1,

    /// <summary>The request is wrong.</summary>
    InvalidArgument = 3,

    /// <summary>The time for it is over.</summary>
    DeadlineExceeded = 4,

    /// <summary>There is no such model.</summary>
    NotFound = 5,

    /// <summary>Callers must not know it.</summary>
    PermissionDenied = 7,

    /// <summary>It is too large, or others take the room.</summary>
    ResourceExhausted = 8,

    /// <summary>There is no such method, encoding or ability.</summary>
    Unimplemented = 12,

    /// <summary>A defect of the scorer.</summary>
    Internal = 13,

    /// <summary>There is no proven model.</summary>
    Unavailable = 14,

    /// <summary>A key is missing, or it is wrong.</summary>
    Unauthenticated = 16,
}

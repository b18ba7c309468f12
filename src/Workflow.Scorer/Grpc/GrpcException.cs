namespace Workflow.Scorer.Grpc;

/// <summary>A call that is refused for a reason that only gRPC knows.</summary>
/// <param name="code">The code that it ends with.</param>
/// <param name="message">Why.</param>
internal sealed class GrpcException(GrpcCode code, string message) : Exception(message)
{
    /// <summary>The code that it ends with.</summary>
    public GrpcCode Code { get; } = code;
}

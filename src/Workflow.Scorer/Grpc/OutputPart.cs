using Workflow.Scorer.Inference;

namespace Workflow.Scorer.Grpc;

/// <summary>A piece of a <c>ModelInferResponse</c>: bytes that are known, and the values of an output behind them.</summary>
/// <param name="Head">The bytes.</param>
/// <param name="Output">The output.</param>
/// <param name="ValuesLength">How many bytes its values will be.</param>
internal sealed record OutputPart(byte[] Head, OutputTensor Output, long ValuesLength)
{
    /// <summary>Its length.</summary>
    public long Length => Head.Length + ValuesLength;
}

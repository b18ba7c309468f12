namespace Workflow.Scorer.Grpc;

/// <summary>A tensor of a request, whose values are not known yet.</summary>
/// <param name="Column">The input column that it holds; -1 where its rows are whole.</param>
/// <param name="Type">Its datatype.</param>
/// <param name="Values">Its values: <c>InferTensorContents</c>, or raw.</param>
/// <param name="IsRaw">Whether they are raw.</param>
internal sealed record InputTensor(int Column, TensorType Type, ReadOnlyMemory<byte> Values, bool IsRaw);

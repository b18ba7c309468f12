using Workflow.Scorer.Inference;
using Workflow.Scorer.Rows;

namespace Workflow.Scorer.Grpc;

/// <summary>A <c>ModelInferRequest</c> whose tensors have names and shapes that fit the model; what they hold is not known yet.</summary>
/// <param name="Id">The caller's identifier; empty for none.</param>
/// <param name="RowCount">Number of rows.</param>
/// <param name="IsRaw">Whether values come raw, and are answered so.</param>
/// <param name="Rows">The rows from the first one, as often as asked for.</param>
/// <param name="Outputs">The outputs that are asked for, in the order of the answer.</param>
internal sealed record InferRequest(string Id, int RowCount, bool IsRaw, Func<IRowReader> Rows, IReadOnlyList<OutputTensor> Outputs);

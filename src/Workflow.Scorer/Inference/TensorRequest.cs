using Workflow.Scorer.Rows;

namespace Workflow.Scorer.Inference;

/// <summary>A request of the Open Inference Protocol whose tensors have names and shapes that fit the model; what they hold is not known yet.</summary>
/// <param name="Id">The caller's identifier, as JSON; null for none.</param>
/// <param name="RowCount">Number of rows.</param>
/// <param name="Rows">The rows from the first one, as often as asked for.</param>
/// <param name="Outputs">The outputs that are asked for, in the order of the answer.</param>
internal sealed record TensorRequest(ReadOnlyMemory<byte>? Id, int RowCount, Func<IRowReader> Rows, IReadOnlyList<OutputTensor> Outputs);

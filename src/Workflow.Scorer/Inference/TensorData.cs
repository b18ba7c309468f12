using System.Runtime.InteropServices;

namespace Workflow.Scorer.Inference;

/// <summary>The values of a tensor.</summary>
/// <param name="At">Where in the body their list begins.</param>
/// <param name="Column">Their column; <see cref="TensorColumns.Whole"/> where rows are whole.</param>
/// <param name="PerRow">How many its shape says a row has; 0 where it says nothing.</param>
/// <param name="IsTruth">Whether they are truth values.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TensorData(int At, int Column, int PerRow, bool IsTruth);

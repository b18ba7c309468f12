namespace Workflow.Scoring.Golden;

/// <summary>One row with the answers that the training run gave.</summary>
/// <param name="Cells">The input as a caller would send it, one text per column; null where missing.</param>
/// <param name="Margins">The margins, exact.</param>
/// <param name="Outputs">The outputs, exact.</param>
public sealed record GoldenRow(IReadOnlyList<string?> Cells, IReadOnlyList<double> Margins, IReadOnlyList<double> Outputs);

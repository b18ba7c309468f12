namespace Workflow.Jobs.Batches;

/// <summary>What a run has made of files.</summary>
/// <param name="Outputs">The outputs, in the order of the files.</param>
public sealed record BatchReport(IReadOnlyList<BatchResult> Outputs);

namespace Workflow.Jobs.Batches;

/// <summary>An output that there is now.</summary>
/// <param name="Summary">What became of it.</param>
/// <param name="Outcome">Whether it was made.</param>
public sealed record BatchResult(BatchSummary Summary, BatchOutcome Outcome);

namespace Workflow.Jobs.Batches;

/// <summary>What was counted in a file.</summary>
/// <param name="Rows">Rows, the wrong ones too.</param>
/// <param name="Wrong">Rows that could not be scored.</param>
public sealed record InputTally(long Rows, long Wrong);

namespace Workflow.Jobs.Batches;

/// <summary>A file that was scored.</summary>
/// <param name="Path">Where it was.</param>
/// <param name="Bytes">How long it was.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="Rows">Rows, the wrong ones too.</param>
/// <param name="Wrong">Rows that could not be scored.</param>
public sealed record ScoredInput(string Path, long Bytes, string Sha256, long Rows, long Wrong);

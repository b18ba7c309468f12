namespace Workflow.Jobs.Pipelines;

/// <summary>A file that a run reads, pinned when the run began: a later edit does not reach it.</summary>
/// <param name="Path">Where it was, for people.</param>
/// <param name="Sha256">The artifact with its bytes.</param>
public sealed record PinnedFile(string Path, string Sha256);

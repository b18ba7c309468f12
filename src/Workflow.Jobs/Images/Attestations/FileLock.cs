namespace Workflow.Jobs.Images.Attestations;

/// <summary>A file of the user's own in an image.</summary>
/// <param name="Path">Where it lies in the image.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="IsExecutable">Whether it may be run.</param>
public sealed record FileLock(string Path, string Sha256, bool IsExecutable);

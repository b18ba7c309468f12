namespace Workflow.Jobs.Pipelines;

/// <summary>A file that is put into an image, pinned when the run began.</summary>
/// <param name="Path">Its path in the image, with a slash in front.</param>
/// <param name="Sha256">The artifact with its bytes.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="IsExecutable">Whether it may be run.</param>
public sealed record ExtraFileDefinition(string Path, string Sha256, long Size, bool IsExecutable);

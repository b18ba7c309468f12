namespace Workflow.Jobs.Deployment.Exports;

/// <summary>A file of an export.</summary>
/// <param name="Path">Path in the folder, with <c>/</c> between its parts.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Mode">Who may do what with it; null for what the system gives.</param>
public sealed record ExportedFile(string Path, ReadOnlyMemory<byte> Content, UnixFileMode? Mode = null);

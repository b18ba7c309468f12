namespace Workflow.Jobs.Images.Distribution;

/// <summary>How far a blob has come. It may go back, where a connection was cut.</summary>
/// <param name="Blob">The blob.</param>
/// <param name="Done">Bytes that are where they are wanted, or on their way.</param>
public sealed record TransferProgress(Descriptor Blob, long Done);

namespace Workflow.Jobs.Images.Distribution;

/// <summary>What became of a blob.</summary>
/// <param name="Blob">The blob.</param>
/// <param name="Outcome">How it came to be where it was wanted.</param>
/// <param name="Bytes">Bytes that went over the network for it, those included that went twice because a connection was cut.</param>
public sealed record BlobTransfer(Descriptor Blob, BlobOutcome Outcome, long Bytes);

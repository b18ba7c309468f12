namespace Workflow.Jobs.Artifacts;

/// <summary>An artifact that a store has.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="TouchedAt">When it was put or asked for last.</param>
public sealed record StoredArtifact(string Digest, long Bytes, DateTimeOffset TouchedAt);

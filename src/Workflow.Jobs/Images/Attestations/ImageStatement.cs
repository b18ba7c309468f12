namespace Workflow.Jobs.Images.Attestations;

/// <summary>A signed statement about an image, as it is kept.</summary>
/// <param name="ManifestDigest">Digest of the image's manifest.</param>
/// <param name="PredicateType">What it says.</param>
/// <param name="Envelope">The signed statement, as JSON.</param>
/// <param name="KeyId">Fingerprint of the key that signed it.</param>
/// <param name="SignedAt">When it was signed.</param>
public sealed record ImageStatement(string ManifestDigest, string PredicateType, string Envelope, string KeyId, DateTimeOffset SignedAt);

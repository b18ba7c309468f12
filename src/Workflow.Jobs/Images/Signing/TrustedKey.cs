namespace Workflow.Jobs.Images.Signing;

/// <summary>A key that this site has, or had, a word on.</summary>
/// <param name="Key">The public key.</param>
/// <param name="Origin">Where it comes from: <c>made here</c>, or the name of the file that it was read from.</param>
/// <param name="AddedAt">Since when it is known.</param>
/// <param name="RevokedAt">Since when it is trusted no longer; null while it is.</param>
public sealed record TrustedKey(PublicKey Key, string Origin, DateTimeOffset AddedAt, DateTimeOffset? RevokedAt);

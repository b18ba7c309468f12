namespace Workflow.Jobs.Images.Attestations;

/// <summary>A library of the operating system in an image.</summary>
/// <param name="Path">Where it lies in the image.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="Package">The Debian package that it belongs to; null where none is known.</param>
/// <param name="Version">Version of that package.</param>
public sealed record LibraryLock(string Path, string Sha256, string? Package, string? Version);

namespace Workflow.Jobs.Engine;

/// <summary>A library of this host's operating system that goes into the image beside the scorer.</summary>
/// <param name="ImagePath">Where it lies in the image: where it lies on this host, so that its loader finds it.</param>
/// <param name="HostPath">The file on this host, links followed.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="Package">The Debian package and version that it belongs to; null on other systems.</param>
public sealed record SystemLibrary(string ImagePath, string HostPath, string Sha256, string? Package);

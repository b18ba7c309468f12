namespace Workflow.Jobs.Sources;

/// <summary>What is known of a download, finished or not.</summary>
/// <param name="Url">Where it came from.</param>
/// <param name="ETag">The server's name for these bytes, by which an interrupted download may be continued; null without one.</param>
/// <param name="Sha256">Digest of the whole file; null while it is not whole.</param>
public sealed record DownloadRecord(string Url, string? ETag, string? Sha256);

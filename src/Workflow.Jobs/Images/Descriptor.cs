namespace Workflow.Jobs.Images;

/// <summary>Names a blob (OCI image specification, descriptor).</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="Digest">Its digest, with <c>sha256:</c> in front.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Annotations">More about it; null where there is nothing.</param>
public sealed record Descriptor(string MediaType, string Digest, long Size, IReadOnlyDictionary<string, string>? Annotations = null);

using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Images.Bundles;

/// <summary>A version that came in a file.</summary>
/// <param name="Version">The version, as it is registered here.</param>
/// <param name="IsNew">Whether it was not here before.</param>
public sealed record LoadedVersion(ModelVersion Version, bool IsNew)
{
    /// <summary>Digest of the image that the version had until now, where a newer one came; null otherwise.</summary>
    public string? ReplacedImage { get; init; }

    /// <summary>Digest of the image that came, where it is older than the version's and so is not taken; null otherwise.</summary>
    public string? OlderImage { get; init; }
}

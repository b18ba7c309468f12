using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Images.Bundles;

/// <summary>A version that came in a file.</summary>
/// <param name="Version">The version, as it is registered here.</param>
/// <param name="IsNew">Whether it was not here before.</param>
public sealed record LoadedVersion(ModelVersion Version, bool IsNew);

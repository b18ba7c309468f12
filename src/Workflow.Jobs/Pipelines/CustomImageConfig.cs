using Workflow.Jobs.Images.Distribution;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>How a pipeline's image differs from the usual one, as pipelines.yaml has it: the base may be a tag, and files are named, not yet read.</summary>
public sealed record CustomImageConfig
{
    /// <summary>The image that it builds on; null for none.</summary>
    public ImageName? Base { get; init; }

    /// <summary>How the registry of the base is spoken to, where that is not as usual; null where it is.</summary>
    public RegistryTransport? BaseTransport { get; init; }

    /// <summary>Where the base is named.</summary>
    public required ConfigLocation BaseLocation { get; init; }

    /// <summary>Files that are put into it, in the order of the file.</summary>
    public IReadOnlyList<ExtraFileConfig> ExtraFiles { get; init; } = [];

    /// <summary>The Dockerfile that makes it; null for none.</summary>
    public DockerfileConfig? Dockerfile { get; init; }
}

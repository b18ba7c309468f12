using System.Text.Json.Serialization;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Pipelines;

/// <summary>How an image differs from the usual one, pinned: with the engine and the scoring pipeline file, it decides every byte.</summary>
public sealed record CustomImageDefinition
{
    /// <summary>Name of the base with its digest; of an image by a Dockerfile the digest of the usual image, where it builds on it; null for none.</summary>
    public string? Base { get; init; }

    /// <summary>How the registry of the base is spoken to, where that is not as usual; null where it is. It decides no byte.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RegistryTransport? BaseTransport { get; init; }

    /// <summary>Files that are put into it, by path.</summary>
    public IReadOnlyList<ExtraFileDefinition> ExtraFiles { get; init; } = [];

    /// <summary>The Dockerfile that makes it; null for none.</summary>
    public DockerfileDefinition? Dockerfile { get; init; }

    /// <summary>Whether both say the same.</summary>
    public bool Equals(CustomImageDefinition? other) => other is not null && JobsJson.Write(this) == JobsJson.Write(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Base, ExtraFiles.Count);
}

using Workflow.Jobs.Images;

namespace Workflow.Jobs.Registry;

/// <summary>A registered version of a model. It never changes; the image is added when it is built, and its bytes may be removed when nobody needs them.</summary>
public sealed record ModelVersion
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Number, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Digest of the scoring pipeline file.</summary>
    public required string PipelineSha256 { get; init; }

    /// <summary>Run that made it first; null where that was at another site.</summary>
    public required string? RunId { get; init; }

    /// <summary>Where it comes from, where it was made at another site; null otherwise.</summary>
    public ImportedFrom? ImportedFrom { get; init; }

    /// <summary>What lists show.</summary>
    public required VersionSummary Summary { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its newest image; null before one was built.</summary>
    public BuiltImage? Image { get; init; }

    /// <summary>That it has to stay, whatever else is decided; null where nobody has said so.</summary>
    public VersionHold? Hold { get; init; }

    /// <summary>When its scoring pipeline file and its image were removed; null while they are kept.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>When they were there again after they had been removed; null where that never was.</summary>
    public DateTimeOffset? RestoredAt { get; init; }

    /// <summary>Name of the version: <c>model@7</c>.</summary>
    public string Name => $"{Model}@{Number}";
}

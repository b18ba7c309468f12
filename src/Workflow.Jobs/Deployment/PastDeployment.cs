using System.Text.Json.Serialization;

namespace Workflow.Jobs.Deployment;

/// <summary>A deployment that serves an endpoint, or did.</summary>
public sealed record PastDeployment
{
    /// <summary>Name of the endpoint.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Name of the version, for example <c>model@7</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Digest of the scoring pipeline file.</summary>
    public required string PipelineSha256 { get; init; }

    /// <summary>Digest of the image's manifest.</summary>
    public required string ManifestDigest { get; init; }

    /// <summary>Digest of the image's configuration: what Docker calls the image. Null where it was not asked for.</summary>
    [JsonIgnore]
    public string? ConfigDigest { get; init; }

    /// <summary>Name of the platform.</summary>
    public required string Platform { get; init; }

    /// <summary>The run that deployed it.</summary>
    public required string RunId { get; init; }

    /// <summary>From when on it served.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Until when; null while it serves.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why it was deployed; null where nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>Why its image was deployed although it is not what was signed; null where it is.</summary>
    public string? UnverifiedReason { get; init; }
}

using System.Text.Json.Serialization;
using Workflow.Jobs.Images;

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

    /// <summary>The image, with everything by which it can be made again; null where an earlier release has deployed it, which did not record that.</summary>
    [JsonIgnore]
    public BuiltImage? Image { get; init; }

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

    /// <summary>Whether it is what an endpoint is recorded to serve: the same version with the same image.</summary>
    public bool IsServedBy(EndpointRecord endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        string beginning = endpoint.ImageReference[(endpoint.ImageReference.LastIndexOf(':') + 1)..];
        return PipelineSha256 == endpoint.PipelineSha256 && ManifestDigest.StartsWith($"sha256:{beginning}", StringComparison.Ordinal);
    }
}

using System.Text.Json.Serialization;
using Workflow.Jobs.Images;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>A second version that runs beside the one that serves an endpoint.</summary>
/// <param name="Handle">What runs.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file.</param>
/// <param name="ImageReference">Reference of the image.</param>
/// <param name="Plan">What it is there for.</param>
public sealed record Challenger(DeploymentHandle Handle, string Version, string PipelineSha256, string ImageReference, TrafficPlan Plan)
{
    /// <summary>Digest of the image's manifest.</summary>
    public required string ManifestDigest { get; init; }

    /// <summary>Digest of the image's configuration.</summary>
    public required string ConfigDigest { get; init; }

    /// <summary>The image, with everything by which it can be made again; null where an earlier release began it. Left out then: it is compared as it is written.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BuiltImage? Image { get; init; }

    /// <summary>The run that deployed it.</summary>
    public required string RunId { get; init; }

    /// <summary>Why it was deployed; null where nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>Why its image was deployed although it is not what was signed; null where it is.</summary>
    public string? UnverifiedReason { get; init; }

    /// <summary>Which step of the plan, from 0 on.</summary>
    public int Step { get; init; }

    /// <summary>When the step began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Why it gets nothing any more; null while it does.</summary>
    public string? Ended { get; init; }

    /// <summary>Percent of the requests that it gets, or copies of which it gets, now.</summary>
    public int Share => Ended is null ? Plan.Shares[Step] : 0;

    /// <summary>Names the time over which requests are counted together: since nothing has changed.</summary>
    public string Epoch => Since.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
}

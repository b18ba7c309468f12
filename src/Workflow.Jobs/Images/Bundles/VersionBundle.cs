using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Images.Bundles;

/// <summary>
/// What a saved image says of its version, in <c>workflow/version.json</c> of the archive: enough for another site to verify and register it, signed as a
/// whole by the site that saves it. Docker and other readers of OCI layouts pass over it.
/// </summary>
public sealed record VersionBundle
{
    /// <summary>Path in the archive.</summary>
    public const string Path = "workflow/version.json";

    /// <summary>Media type of the document in the signed envelope.</summary>
    public const string PayloadType = "application/vnd.workflow.version.v1+json";

    /// <summary>The version of the format that this code reads and writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Version of the format.</summary>
    public required int Format { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Number of the version where it was saved.</summary>
    public required long Number { get; init; }

    /// <summary>The run that made it.</summary>
    public required string RunId { get; init; }

    /// <summary>Digest of the scoring pipeline file, which is in the image.</summary>
    public required string PipelineSha256 { get; init; }

    /// <summary>What lists show.</summary>
    public required VersionSummary Summary { get; init; }

    /// <summary>The image.</summary>
    public required BuiltImage Image { get; init; }

    /// <summary>When the version was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What was said of the image, and signed.</summary>
    public required IReadOnlyList<ImageStatement> Statements { get; init; }

    /// <summary>Public keys that verify this and the statements, as PEM: for whoever compares their fingerprints, not to be trusted because they stand here.</summary>
    public required IReadOnlyList<string> Keys { get; init; }
}

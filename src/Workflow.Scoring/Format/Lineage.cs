namespace Workflow.Scoring.Format;

/// <summary>What a pipeline was made from. Every digest is a SHA-256 in lower-case hexadecimal digits.</summary>
public sealed record Lineage
{
    /// <summary>Name of the recipe that made the dataset.</summary>
    public required string Recipe { get; init; }

    /// <summary>Digest of the recipe's meaning (comments and order of keys do not count).</summary>
    public required string RecipeSha256 { get; init; }

    /// <summary>Digest of the dataset artifact.</summary>
    public required string DatasetSha256 { get; init; }

    /// <summary>Digest of the source archive as it was read.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>Whether the source was made by the built-in simulator instead of a real rig.</summary>
    public required bool Simulated { get; init; }

    /// <summary>Digest of the split artifact.</summary>
    public required string SplitSha256 { get; init; }

    /// <summary>Digest of the training parameters.</summary>
    public required string ParametersSha256 { get; init; }

    /// <summary>Version of the training code.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>Rows used for training.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows held back for the test.</summary>
    public required int TestRows { get; init; }
}

namespace Workflow.Jobs.Pipelines;

/// <summary>How an image differs from the usual one, pinned: with the engine and the scoring pipeline file, it decides every byte.</summary>
public sealed record CustomImageDefinition
{
    /// <summary>Name of the base with its digest; null for none.</summary>
    public string? Base { get; init; }

    /// <summary>Files that are put into it, by path.</summary>
    public IReadOnlyList<ExtraFileDefinition> ExtraFiles { get; init; } = [];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(CustomImageDefinition? other) => other is not null && Base == other.Base && ExtraFiles.SequenceEqual(other.ExtraFiles);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Base, ExtraFiles.Count);
}

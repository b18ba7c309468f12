namespace Workflow.Training.Recipes.Sources;

/// <summary>A file in a local mirror: one of the directories of WORKFLOW_DATA_MIRROR, or one level below.</summary>
/// <param name="FileName">Name of the file, without any directory.</param>
/// <param name="Sha256">What its bytes must be; null where any are accepted.</param>
public sealed record MirrorSource(string FileName, string? Sha256) : SourceDefinition
{
    /// <inheritdoc/>
    public override string Description => $"mirror {FileName}";
}

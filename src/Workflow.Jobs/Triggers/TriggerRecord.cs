namespace Workflow.Jobs.Triggers;

/// <summary>What begins runs of a pipeline, as it is stored.</summary>
public sealed record TriggerRecord
{
    /// <summary>The pipeline of which runs are begun.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Name, unique within the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>The pipeline whose success begins one; null where files do.</summary>
    public string? AfterPipeline { get; init; }

    /// <summary>Which files begin one each; null where a pipeline does.</summary>
    public string? ArrivingFile { get; init; }

    /// <summary><c>KEY=VALUE</c>, with <c>{file}</c> for the path of the file.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Pipeline}/{Name}";
}

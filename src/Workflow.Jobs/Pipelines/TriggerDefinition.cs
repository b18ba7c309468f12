namespace Workflow.Jobs.Pipelines;

/// <summary>Something that begins a run of a pipeline: the success of another one, or a new file. One of the two is there.</summary>
/// <param name="Name">Name, unique within the pipeline.</param>
public sealed record TriggerDefinition(string Name)
{
    /// <summary>In settings, stands for the path of the file that has come.</summary>
    public const string FilePlaceholder = "{file}";

    /// <summary>The pipeline whose success begins a run.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Which files begin a run each: a path, relative to pipelines.yaml, whose last part may have <c>*</c> and <c>?</c>.</summary>
    public string? File { get; init; }

    /// <summary><c>KEY=VALUE</c> for every value of the pipeline that is to be another one in these runs.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

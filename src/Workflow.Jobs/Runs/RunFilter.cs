namespace Workflow.Jobs.Runs;

/// <summary>Which runs to list; null for no such condition.</summary>
public sealed record RunFilter
{
    /// <summary>Only runs of this pipeline.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Only runs in this state.</summary>
    public RunState? State { get; init; }

    /// <summary>Only runs with this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Only runs whose identifier begins or ends so.</summary>
    public string? Id { get; init; }

    /// <summary>Only runs that have this step.</summary>
    public string? Step { get; init; }

    /// <summary>Only runs that were built from this one, with other settings.</summary>
    public string? BuiltFrom { get; init; }
}

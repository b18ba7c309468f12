namespace Workflow.Jobs.Pipelines;

/// <summary>A program that a step runs, with what goes in and what comes out.</summary>
public sealed record ProgramDefinition
{
    /// <summary>The program and its arguments: never a command line.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Directory in which it runs: that of pipelines.yaml.</summary>
    public required string Directory { get; init; }

    /// <summary>Values for its environment, by name; they decide the result as much as the command.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What it reads, by the name of the file that it gets.</summary>
    public IReadOnlyDictionary<string, OutputReference> Inputs { get; init; } = new Dictionary<string, OutputReference>(StringComparer.Ordinal);

    /// <summary>What it makes, by name.</summary>
    public IReadOnlyDictionary<string, OutputType> Outputs { get; init; } = new Dictionary<string, OutputType>(StringComparer.Ordinal);

    /// <summary>A program that puts things in order after the step was stopped or has failed; null for none.</summary>
    public IReadOnlyList<string>? CleanUp { get; init; }

    /// <summary>Whether an earlier run's result is used again where nothing has changed. A program may look at things that nobody knows of, so only where the pipeline says so.</summary>
    public bool IsCached { get; init; }
}

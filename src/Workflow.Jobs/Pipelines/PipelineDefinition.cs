namespace Workflow.Jobs.Pipelines;

/// <summary>A validated pipeline, complete enough to be run later and elsewhere.</summary>
public sealed record PipelineDefinition
{
    /// <summary>Name; also the name of the model, where it makes one.</summary>
    public required string Name { get; init; }

    /// <summary>The model that it makes; null where it only runs programs.</summary>
    public ModelDefinition? Model { get; init; }

    /// <summary>The version that the run deploys, where it makes none of its own; null otherwise.</summary>
    public ReleaseDefinition? Release { get; init; }

    /// <summary>The files that the run scores, where it makes no version and deploys none; null otherwise.</summary>
    public BatchDefinition? Batch { get; init; }

    /// <summary>Where it may be deployed.</summary>
    public required IReadOnlyList<EnvironmentDefinition> Environments { get; init; }

    /// <summary>The environment that a run deploys to.</summary>
    public required string DeployTo { get; init; }

    /// <summary>What its runs are marked with, for filters and limits.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Runs of a higher number go first; 0 is ordinary.</summary>
    public int Priority { get; init; }

    /// <summary>The graph, in an order in which every step comes after those that it depends on.</summary>
    public required IReadOnlyList<StepDefinition> Steps { get; init; }

    /// <summary>An environment by name.</summary>
    /// <exception cref="PipelineException">There is none.</exception>
    public EnvironmentDefinition Environment(string name) =>
        Environments.FirstOrDefault(environment => environment.Name == name)
        ?? throw new PipelineException($"pipeline {Name} has no environment '{name}'; it has {string.Join(", ", Environments.Select(environment => environment.Name))}");

    /// <summary>A step by name.</summary>
    /// <exception cref="PipelineException">There is none.</exception>
    public StepDefinition Step(string name) =>
        Steps.FirstOrDefault(step => step.Name == name)
        ?? throw new PipelineException($"pipeline {Name} has no step '{name}'; it has {string.Join(", ", Steps.Select(step => step.Name))}");
}

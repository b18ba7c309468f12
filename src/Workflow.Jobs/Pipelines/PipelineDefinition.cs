using Workflow.Training.Experiments;
using Workflow.Training.Guards;
using Workflow.Training.Splits;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Pipelines;

/// <summary>A validated pipeline, complete enough to be run later and elsewhere.</summary>
public sealed record PipelineDefinition
{
    /// <summary>Name; also the name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe.</summary>
    public required PinnedFile Recipe { get; init; }

    /// <summary>Directory of the recipe, from which the files of a recipe's program count; null where the recipe came over the network.</summary>
    public string? RecipeDirectory { get; init; }

    /// <summary>The label to predict.</summary>
    public required string Target { get; init; }

    /// <summary>How rows are divided.</summary>
    public required SplitDefinition Split { get; init; }

    /// <summary>The file of published splits; null without one.</summary>
    public PinnedFile? SplitFile { get; init; }

    /// <summary>The guards.</summary>
    public required GuardsDefinition Guards { get; init; }

    /// <summary>The search.</summary>
    public required ExperimentDefinition Train { get; init; }

    /// <summary>What a model must reach.</summary>
    public required GatesDefinition Gates { get; init; }

    /// <summary>Where it may be deployed.</summary>
    public required IReadOnlyList<EnvironmentDefinition> Environments { get; init; }

    /// <summary>The environment that a run deploys to.</summary>
    public required string DeployTo { get; init; }

    /// <summary>What happens at certain times.</summary>
    public required IReadOnlyList<ScheduleDefinition> Schedules { get; init; }

    /// <summary>The graph, in an order in which every step comes after those that it depends on.</summary>
    public required IReadOnlyList<StepDefinition> Steps { get; init; }

    /// <summary>An environment by name.</summary>
    /// <exception cref="PipelineException">There is none.</exception>
    public EnvironmentDefinition Environment(string name) =>
        Environments.FirstOrDefault(environment => environment.Name == name)
        ?? throw new PipelineException($"pipeline {Name} has no environment '{name}'");
}

using Workflow.Training.Configuration;
using Workflow.Training.Experiments;
using Workflow.Training.Guards;
using Workflow.Training.Splits;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Pipelines;

/// <summary>A pipeline as pipelines.yaml has it: files are named, not yet read.</summary>
public sealed record PipelineConfig
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Path or https address of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>Where the recipe is named.</summary>
    public required ConfigLocation RecipeLocation { get; init; }

    /// <summary>The label to predict.</summary>
    public required string Target { get; init; }

    /// <summary>How rows are divided.</summary>
    public required SplitDefinition Split { get; init; }

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

    /// <summary>The graph.</summary>
    public required IReadOnlyList<StepDefinition> Steps { get; init; }
}

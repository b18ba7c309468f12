using Workflow.Training.Configuration;
using Workflow.Training.Experiments;
using Workflow.Training.Guards;
using Workflow.Training.Recipes;
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

    /// <summary>Where the label is named.</summary>
    public required ConfigLocation TargetLocation { get; init; }

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

    /// <summary>Refuses a recipe that has no such label.</summary>
    /// <exception cref="ConfigurationException">It has none; the message names the place and the labels it has.</exception>
    public void RequireTarget(RecipeDefinition recipe)
    {
        try
        {
            _ = RecipeLoader.FindLabel(recipe, Target);
        }
        catch (RecipeException missing)
        {
            throw new ConfigurationException([new ConfigProblem(TargetLocation, $"pipelines.{Name}.target", missing.Message)]);
        }
    }
}

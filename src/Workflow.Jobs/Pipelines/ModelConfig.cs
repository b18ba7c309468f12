using Workflow.Training.Configuration;
using Workflow.Training.Experiments;
using Workflow.Training.Guards;
using Workflow.Training.Recipes;
using Workflow.Training.Splits;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Pipelines;

/// <summary>The model of a pipeline as pipelines.yaml has it: files are named, not yet read.</summary>
public sealed record ModelConfig
{
    /// <summary>Path or https address of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>Where the recipe is named.</summary>
    public required ConfigLocation RecipeLocation { get; init; }

    /// <summary>The label to predict.</summary>
    public required string Target { get; init; }

    /// <summary>Where the label is named.</summary>
    public required ConfigLocation TargetLocation { get; init; }

    /// <summary>The keys that lead to the label, for messages.</summary>
    public required string TargetPath { get; init; }

    /// <summary>How rows are divided.</summary>
    public required SplitDefinition Split { get; init; }

    /// <summary>The guards.</summary>
    public required GuardsDefinition Guards { get; init; }

    /// <summary>The search.</summary>
    public required ExperimentDefinition Train { get; init; }

    /// <summary>What a model must reach.</summary>
    public required GatesDefinition Gates { get; init; }

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
            throw new ConfigurationException([new ConfigProblem(TargetLocation, TargetPath, missing.Message)]);
        }
    }
}

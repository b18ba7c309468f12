using Workflow.Training.Experiments;
using Workflow.Training.Guards;
using Workflow.Training.Recipes;
using Workflow.Training.Splits;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Pipelines;

/// <summary>The model that a pipeline makes: everything that decides its bytes, pinned.</summary>
public sealed record ModelDefinition
{
    /// <summary>The recipe.</summary>
    public required PinnedFile Recipe { get; init; }

    /// <summary>Directory of the recipe, from which the files of a recipe's program count; null where the recipe came over the network.</summary>
    public string? RecipeDirectory { get; init; }

    /// <summary>The label to predict.</summary>
    public required string Target { get; init; }

    /// <summary>The features; null for those that the recipe states.</summary>
    public FeatureSet? Features { get; init; }

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

    /// <summary>How its image differs from the usual one; null where it does not.</summary>
    public CustomImageDefinition? Image { get; init; }
}

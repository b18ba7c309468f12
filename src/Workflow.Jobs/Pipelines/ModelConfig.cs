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

    /// <summary>The features; null for those that the recipe states.</summary>
    public FeatureSet? Features { get; init; }

    /// <summary>Where the features are named.</summary>
    public required ConfigLocation FeaturesLocation { get; init; }

    /// <summary>The keys that lead to the features, for messages.</summary>
    public required string FeaturesPath { get; init; }

    /// <summary>How rows are divided.</summary>
    public required SplitDefinition Split { get; init; }

    /// <summary>The guards.</summary>
    public required GuardsDefinition Guards { get; init; }

    /// <summary>The search.</summary>
    public required ExperimentDefinition Train { get; init; }

    /// <summary>Where the search is described.</summary>
    public required ConfigLocation TrainLocation { get; init; }

    /// <summary>The keys that lead to the search, for messages.</summary>
    public required string TrainPath { get; init; }

    /// <summary>What a model must reach.</summary>
    public required GatesDefinition Gates { get; init; }

    /// <summary>Gives the recipe the pipeline's features.</summary>
    /// <exception cref="ConfigurationException">
    /// It has no such label, cannot have the features, or the search's settings do not fit the label; the message names the place and what is possible.
    /// </exception>
    public RecipeDefinition Apply(RecipeDefinition recipe)
    {
        LabelDefinition label = At(TargetLocation, TargetPath, () => RecipeLoader.FindLabel(recipe, Target));
        if (SettingsFit.Obstacle(Train, label.Task) is { } obstacle) throw new ConfigurationException([new ConfigProblem(TrainLocation, TrainPath, obstacle)]);
        return At(FeaturesLocation, FeaturesPath, () => RecipeFeatures.Apply(recipe, Features));
    }

    private static T At<T>(ConfigLocation location, string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RecipeException refused)
        {
            throw new ConfigurationException([new ConfigProblem(location, path, refused.Message)]);
        }
    }
}

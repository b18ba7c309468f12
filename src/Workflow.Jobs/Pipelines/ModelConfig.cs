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
    /// <summary>The keys that lead here, for messages.</summary>
    public required string Path { get; init; }

    /// <summary>Path or https address of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>Where the recipe is named.</summary>
    public required ConfigLocation RecipeLocation { get; init; }

    /// <summary>The label to predict.</summary>
    public required string Target { get; init; }

    /// <summary>Where the label is named.</summary>
    public required ConfigLocation TargetLocation { get; init; }

    /// <summary>The features; null for those that the recipe states.</summary>
    public FeatureSet? Features { get; init; }

    /// <summary>Where the features are named.</summary>
    public required ConfigLocation FeaturesLocation { get; init; }

    /// <summary>How rows are divided.</summary>
    public required SplitDefinition Split { get; init; }

    /// <summary>The guards.</summary>
    public required GuardsDefinition Guards { get; init; }

    /// <summary>The search.</summary>
    public required ExperimentDefinition Train { get; init; }

    /// <summary>Where the search is described.</summary>
    public required SectionLocations TrainLocations { get; init; }

    /// <summary>What a model must reach.</summary>
    public required GatesDefinition Gates { get; init; }

    /// <summary>Where they are described.</summary>
    public required SectionLocations GatesLocations { get; init; }

    /// <summary>How its image differs from the usual one; null where it does not.</summary>
    public CustomImageConfig? Image { get; init; }

    /// <summary>Gives the recipe the pipeline's features.</summary>
    /// <exception cref="ConfigurationException">
    /// It has no such label, cannot have the features, or the search's settings or the gates do not fit the label; the message names the place and what is possible.
    /// </exception>
    public RecipeDefinition Apply(RecipeDefinition recipe)
    {
        LabelDefinition label = At(TargetLocation, "target", () => RecipeLoader.FindLabel(recipe, Target));
        if (SettingsFit.Obstacle(Train, label.Task) is { } obstacle) throw Problem(TrainLocations.Of(obstacle), "train", obstacle);
        if (Workflow.Training.Validation.Gates.Obstacle(Gates, label.Task) is { } useless) throw Problem(GatesLocations.Of(useless), "gates", useless);
        return At(FeaturesLocation, "features", () => RecipeFeatures.Apply(recipe, Features));
    }

    private T At<T>(ConfigLocation location, string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RecipeException refused)
        {
            throw Problem(location, key, refused.Message);
        }
    }

    private ConfigurationException Problem(ConfigLocation location, string key, string message) => new([new ConfigProblem(location, $"{Path}.{key}", message)]);
}

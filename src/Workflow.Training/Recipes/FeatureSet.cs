namespace Workflow.Training.Recipes;

/// <summary>How many columns a recipe makes of each sensor.</summary>
public enum FeatureSet
{
    /// <summary>The aggregations that the recipe names: by default the mean.</summary>
    Basic,

    /// <summary>Those, and what the course of the row's one-second means tells: see <see cref="SensorArchives.RichColumns"/>.</summary>
    Rich,
}

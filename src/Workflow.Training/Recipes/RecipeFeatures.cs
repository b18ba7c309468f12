using Workflow.Training.Recipes.SensorArchives;

namespace Workflow.Training.Recipes;

/// <summary>Gives recipes basic or rich features.</summary>
public static class RecipeFeatures
{
    /// <summary>The features of a recipe.</summary>
    public static FeatureSet Of(RecipeDefinition recipe) => recipe.Content is SensorArchiveDefinition { Rich: not null } ? FeatureSet.Rich : FeatureSet.Basic;

    /// <summary>The recipe with other features than its file states.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="features">The features; null for those that the file states.</param>
    /// <exception cref="RecipeException">The recipe cannot have them; the message says why and what to do.</exception>
    public static RecipeDefinition Apply(RecipeDefinition recipe, FeatureSet? features)
    {
        if (features is not { } wanted) return recipe;
        if (Refusal(recipe.Content, recipe.Labels, wanted) is { } refusal) throw new RecipeException($"recipe {recipe.Name}: {refusal}");
        return recipe with { Content = Apply(recipe.Content, wanted) };
    }

    /// <summary>The content with other features; one that cannot have them stays as it is.</summary>
    internal static RecipeContent Apply(RecipeContent content, FeatureSet features) => content is SensorArchiveDefinition archive
        ? archive with { Rich = features == FeatureSet.Rich ? RichColumns.Of(archive.Sensors) : null }
        : content;

    /// <summary>Why a recipe cannot have features, and what to do; null where it can.</summary>
    internal static string? Refusal(RecipeContent content, IReadOnlyList<LabelDefinition> labels, FeatureSet features)
    {
        if (features == FeatureSet.Basic) return null;
        if (content is not SensorArchiveDefinition archive)
        {
            return "rich features are made of the samples of a row, which only a recipe of kind sensor-archive has; use features: basic, or leave the key out";
        }

        double seconds = archive.SecondsPerRow;
        if (seconds < RichColumns.Segments || seconds != Math.Floor(seconds))
        {
            return FormattableString.Invariant($"rich features need rows of a whole number of seconds, at least {RichColumns.Segments}, not {seconds}; use features: basic");
        }

        string? twice = RichColumns.Of(archive.Sensors).Names
            .Concat(archive.Sensors.SelectMany(sensor => sensor.Aggregates).SelectMany(aggregate => aggregate.Columns))
            .Concat(labels.Select(label => label.Column))
            .CountBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault(name => name.Value > 1).Key;
        return twice is null ? null : $"rich features make column '{twice}', which the recipe has already; give that one another name, or use features: basic";
    }
}

namespace Workflow.Training.Recipes;

/// <summary>The names of feature sets in recipes and pipelines.yaml.</summary>
public static class FeatureSetNames
{
    /// <summary>The sets by name.</summary>
    public static IReadOnlyDictionary<string, FeatureSet> All { get; } = new Dictionary<string, FeatureSet>(StringComparer.Ordinal)
    {
        ["basic"] = FeatureSet.Basic,
        ["rich"] = FeatureSet.Rich,
    };
}

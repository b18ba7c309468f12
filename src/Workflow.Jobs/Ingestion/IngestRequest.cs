using Workflow.Training.Recipes;

namespace Workflow.Jobs.Ingestion;

/// <summary>What is to be made a dataset of.</summary>
/// <param name="RecipeText">The recipe, YAML.</param>
/// <param name="RecipeName">Its path or address, for error messages.</param>
/// <param name="RecipeDirectory">Directory from which a command's files count; null where the recipe came over the network.</param>
/// <param name="Target">The label that becomes the last column.</param>
public sealed record IngestRequest(string RecipeText, string RecipeName, string? RecipeDirectory, string Target)
{
    /// <summary>The features; null for those that the recipe states.</summary>
    public FeatureSet? Features { get; init; }
}

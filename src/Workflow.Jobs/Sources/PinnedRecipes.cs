using System.Text;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Pipelines;
using Workflow.Training.Configuration;
using Workflow.Training.Recipes;

namespace Workflow.Jobs.Sources;

/// <summary>Reads recipes that runs have pinned.</summary>
internal static class PinnedRecipes
{
    /// <summary>The recipe as it was when the run began.</summary>
    /// <exception cref="ArtifactException">It is gone.</exception>
    /// <exception cref="ConfigurationException">It is none to this release.</exception>
    public static async Task<RecipeDefinition> ReadRecipeAsync(this IArtifactStore artifacts, PinnedFile recipe, CancellationToken cancellationToken) =>
        RecipeLoader.Read(Encoding.UTF8.GetString(await artifacts.ReadAsync(recipe.Sha256, cancellationToken).ConfigureAwait(false)), recipe.Path);
}

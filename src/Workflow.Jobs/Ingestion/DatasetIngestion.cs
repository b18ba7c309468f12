using Workflow.Jobs.Runs;
using Workflow.Jobs.Sources;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.Commands;

namespace Workflow.Jobs.Ingestion;

/// <summary>From a recipe to a dataset: finds the source, runs the recipe's program where it has one, reads the rows.</summary>
public sealed class DatasetIngestion(SourceResolver sources)
{
    /// <summary>Finds the source.</summary>
    /// <param name="request">What is to be made a dataset of.</param>
    /// <param name="progress">Told what is going on; may be null.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="Workflow.Training.Configuration.ConfigurationException">The recipe is wrong.</exception>
    /// <exception cref="RecipeException">The recipe has no such label, or cannot have the features.</exception>
    /// <exception cref="SourceException">No source can be had.</exception>
    public async Task<PreparedIngest> PrepareAsync(IngestRequest request, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        RecipeDefinition recipe = RecipeFeatures.Apply(RecipeLoader.Read(request.RecipeText, request.RecipeName), request.Features);
        _ = RecipeLoader.FindLabel(recipe, request.Target);
        ResolvedSource? source = recipe.Sources.Count == 0 ? null : await sources.ResolveAsync(recipe, progress, cancellationToken).ConfigureAwait(false);
        SortedDictionary<string, string> inputs = recipe.Content is CommandDefinition command
            ? await CommandRunner.HashInputsAsync(command, request, cancellationToken).ConfigureAwait(false)
            : new SortedDictionary<string, string>(StringComparer.Ordinal);
        return new PreparedIngest(recipe, source, inputs, request);
    }
}

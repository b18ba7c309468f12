using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Sources;
using Workflow.Training.Recipes;

namespace Workflow.Jobs.Plans;

/// <summary>Looks ahead: reads recipes, and neither data nor anything that was run.</summary>
public sealed class RunPlans(RecipeFiles recipes)
{
    /// <summary>What a run of a pipeline will do.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="directory">Directory from which a relative path of the recipe counts.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="Workflow.Training.Errors.WorkflowException">The recipe cannot be read, has no such label, or cannot have the features.</exception>
    public async Task<IReadOnlyList<PlanLine>> ReadAsync(PipelineConfig pipeline, string directory, CancellationToken cancellationToken) =>
        RunPlan.Of(pipeline, pipeline.Model is { } model ? await ReadRecipeAsync(model, directory, cancellationToken).ConfigureAwait(false) : null);

    private async Task<RecipeDefinition> ReadRecipeAsync(ModelConfig model, string directory, CancellationToken cancellationToken)
    {
        RecipeFile file = await recipes.ReadAsync(model.Recipe, directory, cancellationToken).ConfigureAwait(false);
        return model.Apply(RecipeLoader.Read(file.Text, model.Recipe));
    }
}

using Workflow.Training.Datasets;
using Workflow.Training.Recipes.Commands;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Recipes.Tables;

namespace Workflow.Training.Recipes;

/// <summary>Makes the dataset that a recipe describes.</summary>
public static class RecipeReader
{
    /// <summary>Reads a source by a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="target">Name of the label that becomes the last column.</param>
    /// <param name="source">The source, verified; for a command, the file that it wrote.</param>
    /// <param name="threads">Files read at a time; the result does not depend on it.</param>
    /// <param name="progress">Told how far reading has come; may be null.</param>
    /// <param name="cancellationToken">Stops within a buffer's length.</param>
    /// <exception cref="RecipeException">The source is not as the recipe says.</exception>
    public static Dataset Read(
        RecipeDefinition recipe,
        string target,
        SourceFile source,
        int threads,
        IProgress<ReadProgress>? progress,
        CancellationToken cancellationToken)
    {
        LabelDefinition label = RecipeLoader.FindLabel(recipe, target);
        return recipe.Content switch
        {
            SensorArchiveDefinition archive => new SensorArchiveReader(recipe, archive, label, progress).Read(source, threads, cancellationToken),
            TableDefinition table => new TableReader(recipe, table, label, source.Path).Read(source, progress, cancellationToken),
            CommandDefinition command => new TableReader(recipe, command.Table, label, source.Path).Read(source, progress, cancellationToken),
            _ => throw new InvalidOperationException(recipe.Content.GetType().Name),
        };
    }
}

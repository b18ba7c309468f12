using Workflow.Jobs.Pipelines;
using Workflow.Training.Experiments;
using Workflow.Training.Recipes;

namespace Workflow.Jobs.Plans;

/// <summary>What a run of a pipeline will do, or was told to do, in lines for people.</summary>
public static class RunPlan
{
    /// <summary>What a run will do.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="recipe">The recipe with the pipeline's features; null where the pipeline makes no model.</param>
    public static IReadOnlyList<PlanLine> Of(PipelineConfig pipeline, RecipeDefinition? recipe)
    {
        var lines = new List<PlanLine>();
        if (pipeline.Model is { } model && recipe is not null)
        {
            LabelDefinition label = RecipeLoader.FindLabel(recipe, model.Target);
            lines.Add(new PlanLine("Predicts", PlanTexts.Of(label)));
            lines.Add(new PlanLine("Data", PlanTexts.OfData(model.Recipe, RecipeFeatures.Of(recipe))));
            lines.Add(new PlanLine("Split", PlanTexts.Of(model.Split)));
            lines.Add(new PlanLine("Guards", PlanTexts.Of(model.Guards)));
            lines.AddRange(PlanTexts.Of(model.Train, label.Task, ExperimentPreview.Of(model.Train, label.Task)));
            lines.Add(new PlanLine("Gates", PlanTexts.Of(model.Gates)));
        }

        lines.Add(new PlanLine("Steps", string.Join(", ", pipeline.Steps.Select(step => step.Name))));
        EnvironmentDefinition? environment = pipeline.Environments.FirstOrDefault(environment => environment.Name == pipeline.DeployTo);
        if (environment is not null) lines.Add(new PlanLine("Deploy", $"{environment.Name}, platform {environment.Platform}"));
        return lines;
    }

    /// <summary>The settings that a run was begun with.</summary>
    /// <param name="model">The model that it makes.</param>
    /// <param name="recipe">Its recipe, as the file states it; null where it is not there any more.</param>
    public static IReadOnlyList<PlanLine> SettingsOf(ModelDefinition model, RecipeDefinition? recipe)
    {
        LabelDefinition? label = recipe is null ? null : RecipeLoader.FindLabel(recipe, model.Target);
        return
        [
            new("Predicts", label is null ? model.Target : PlanTexts.Of(label)),
            new("Data", PlanTexts.OfData(model.Recipe.Path, model.Features ?? (recipe is null ? null : RecipeFeatures.Of(recipe)))),
            new("Split", PlanTexts.Of(model.Split)),
            new("Guards", PlanTexts.Of(model.Guards)),
            .. PlanTexts.Of(model.Train, label?.Task, null),
            new("Gates", PlanTexts.Of(model.Gates)),
        ];
    }
}

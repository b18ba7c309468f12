using Workflow.Scoring.Schema;
using Workflow.Training.Experiments.Selection;

namespace Workflow.Training.Experiments;

/// <summary>Whether the settings of a search can work with what is to be predicted.</summary>
public static class SettingsFit
{
    /// <summary>What does not fit, in words with the remedy; null where everything does.</summary>
    /// <param name="definition">The settings.</param>
    /// <param name="task">What is to be predicted.</param>
    public static string? Obstacle(ExperimentDefinition definition, ModelTask task) => OfSelection(definition, task) ?? OfWeights(definition, task) ?? OfLearners(definition, task);

    private static string? OfSelection(ExperimentDefinition definition, ModelTask task)
    {
        bool isRegression = task == ModelTask.Regression;
        foreach (SelectionCriterion criterion in definition.Select)
        {
            bool isOfClasses = criterion is SelectionCriterion.F1 or SelectionCriterion.Auc or SelectionCriterion.Mcc or SelectionCriterion.Accuracy;
            if (isRegression ? isOfClasses : criterion == SelectionCriterion.R2)
            {
                return $"train.select names {ModelSelection.Word(criterion)}, which {(isRegression ? "a number to be predicted" : "a label of classes")} does not have: take {(isRegression ? "rmse, r2" : "log_loss, f1, auc, mcc, accuracy")} or simplicity";
            }
        }

        return definition.Select is [SelectionCriterion.Simplicity]
            ? $"train.select names nothing but simplicity, by which the baseline always wins: name {(isRegression ? "rmse or r2" : "log_loss, f1, auc, mcc or accuracy")} before it"
            : null;
    }

    private static string? OfWeights(ExperimentDefinition definition, ModelTask task)
    {
        if (definition.Costs is not null && task != ModelTask.Binary) return "train.costs decides the threshold of two classes, and the label has not two: remove it";
        return task == ModelTask.Regression && definition.ClassWeights != ClassWeighting.None ? "train.class_weights weighs classes, and the label is a number: remove it" : null;
    }

    private static string? OfLearners(ExperimentDefinition definition, ModelTask task)
    {
        if (SearchSpace.Families(definition, task, rows: 0).Count > 0) return null;
        string named = definition.Learners.Count == 0 ? "nobody" : string.Join(", ", definition.Learners);
        return definition.Learners.Contains(SearchSpace.WithoutDirections, StringComparer.Ordinal)
            ? $"train.learners names {named}: {SearchSpace.WithoutDirections} cannot be held to a direction, which train.interpretability from 7 on asks for; name another learner or turn the dial back"
            : $"train.learners names {named}, and none of them predicts {(task == ModelTask.Regression ? "numbers: name ridge" : "classes: name logistic")} or xgboost, for example";
    }
}

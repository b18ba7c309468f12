using System.Globalization;
using Workflow.Scoring.Schema;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Features;

namespace Workflow.Training.Experiments.Selection;

/// <summary>
/// Chooses a model by one criterion after another: whoever is as good as the best within the criterion's tolerance stays. Of those that stay to
/// the end the simplest is chosen, of equally simple ones the one with the lowest loss.
/// </summary>
internal static class ModelSelection
{
    private const double LossTolerance = 0.01;
    private const double ScoreTolerance = 0.001;

    /// <summary>What does not fit a task, in words; null where everything does.</summary>
    /// <param name="definition">What decides, and what mistakes cost.</param>
    /// <param name="matrix">What is predicted.</param>
    public static string? Obstacle(ExperimentDefinition definition, FeatureMatrix matrix)
    {
        bool isRegression = matrix.Task == ModelTask.Regression;
        foreach (SelectionCriterion criterion in definition.Select)
        {
            bool isOfClasses = criterion is SelectionCriterion.F1 or SelectionCriterion.Auc or SelectionCriterion.Mcc or SelectionCriterion.Accuracy;
            if (isRegression ? isOfClasses : criterion == SelectionCriterion.R2)
            {
                return $"train.select names {Word(criterion)}, which {(isRegression ? "a number to be predicted" : "a label of classes")} does not have: take {(isRegression ? "rmse, r2" : "log_loss, f1, auc, mcc, accuracy")} or simplicity";
            }
        }

        if (definition.Costs is not null && (isRegression || matrix.ClassCount != 2)) return "train.costs decides the threshold of two classes, and the label has not two: remove it";
        return isRegression && definition.ClassWeights != ClassWeighting.None ? "train.class_weights weighs classes, and the label is a number: remove it" : null;
    }

    /// <summary>Chooses.</summary>
    /// <param name="choices">The models; at least one.</param>
    /// <param name="criteria">What decides, the first first.</param>
    /// <returns>The model, and why it was chosen, in a sentence.</returns>
    public static (ModelChoice Chosen, string Reason) Choose(IReadOnlyList<ModelChoice> choices, IReadOnlyList<SelectionCriterion> criteria)
    {
        List<ModelChoice> left = [.. choices];
        var equal = new List<SelectionCriterion>();
        foreach (SelectionCriterion criterion in criteria.TakeWhile(criterion => criterion != SelectionCriterion.Simplicity))
        {
            left = Stay(left, criterion);
            if (left.Count > 1) equal.Add(criterion);
        }

        ModelChoice chosen = left.OrderBy(choice => choice.Complexity).ThenBy(choice => choice.Entry.Loss).ThenBy(choice => choice.Entry.Trial).First();
        return (chosen, Reason(chosen, choices, left, criteria[0], equal));
    }

    private static List<ModelChoice> Stay(List<ModelChoice> left, SelectionCriterion criterion)
    {
        double best = left.Min(choice => Cost(choice, criterion));
        double tolerance = criterion == SelectionCriterion.Loss ? Math.Abs(best) * LossTolerance : ScoreTolerance;
        return [.. left.Where(choice => Cost(choice, criterion) <= best + tolerance)];
    }

    // Lower is better; an undefined score is the worst.
    private static double Cost(ModelChoice choice, SelectionCriterion criterion)
    {
        LeaderboardEntry entry = choice.Entry;
        return criterion switch
        {
            SelectionCriterion.Loss => entry.Loss ?? double.PositiveInfinity,
            SelectionCriterion.F1 => -(entry.F1Macro ?? double.NegativeInfinity),
            SelectionCriterion.Auc => -(entry.AucMacro ?? double.NegativeInfinity),
            SelectionCriterion.Mcc => -(entry.Mcc ?? double.NegativeInfinity),
            SelectionCriterion.Accuracy => -(entry.Accuracy ?? double.NegativeInfinity),
            _ => -(entry.R2 ?? double.NegativeInfinity),
        };
    }

    private static string Reason(
        ModelChoice chosen, IReadOnlyList<ModelChoice> all, List<ModelChoice> left, SelectionCriterion first, List<SelectionCriterion> equal)
    {
        string name = chosen.Entry.Learner;
        if (all.Count == 1) return $"{name} chosen: the only model that was tried on every fold";
        if (left.Exists(choice => choice.Complexity > chosen.Complexity))
        {
            return equal.Count == 0 ? $"{name} chosen: the simplest model" : $"{name} chosen: equal {string.Join(" and ", equal.Select(Word))}, simpler";
        }

        double value = first == SelectionCriterion.Loss ? chosen.Entry.Loss ?? 0 : -Cost(chosen, first);
        string place = first == SelectionCriterion.Loss ? "lowest" : "highest";
        string others = left.Count > 1 ? "; others of its kind are as good within the tolerance" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{name} chosen: {place} {Word(first)} of {all.Count} models, {value:G4}{others}");
    }

    private static string Word(SelectionCriterion criterion) => criterion switch
    {
        SelectionCriterion.Loss => "cross-validated loss",
        SelectionCriterion.F1 => "F1",
        SelectionCriterion.Auc => "AUC",
        SelectionCriterion.Mcc => "MCC",
        SelectionCriterion.Accuracy => "accuracy",
        _ => "R2",
    };
}

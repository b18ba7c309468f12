using System.Globalization;
using Workflow.Training.Experiments.Leaderboards;

namespace Workflow.Training.Experiments.Selection;

/// <summary>
/// Chooses a model by one criterion after another: whoever is as good as the best within the criterion's tolerance stays. Of those that stay to
/// the end the simplest is chosen, of equally simple ones the one with the lowest loss.
/// </summary>
internal static class ModelSelection
{
    private const double LossTolerance = 0.01;
    private const double ScoreTolerance = 0.001;

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
            int rivals = left.Count;
            left = Stay(left, criterion);
            if (left.Count == 1) return (left[0], ReasonOf(left[0], criterion, equal, rivals));
            equal.Add(criterion);
        }

        ModelChoice chosen = left.OrderBy(choice => choice.Complexity).ThenBy(choice => choice.Entry.Loss).ThenBy(choice => choice.Entry.Trial).First();
        return (chosen, ReasonOf(chosen, left, equal));
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

    // One criterion left one model.
    private static string ReasonOf(ModelChoice chosen, SelectionCriterion criterion, List<SelectionCriterion> equal, int rivals)
    {
        string name = chosen.Entry.Learner;
        if (rivals == 1) return $"{name} chosen: the only model that was tried on every fold";
        double value = criterion == SelectionCriterion.Loss ? chosen.Entry.Loss ?? 0 : -Cost(chosen, criterion);
        string place = criterion == SelectionCriterion.Loss ? "lowest" : "highest";
        return string.Create(CultureInfo.InvariantCulture, $"{name} chosen: {Equal(equal)}{place} {Word(criterion)} of {rivals} models, {value:G4}");
    }

    // Several models are as good as each other by every criterion.
    private static string ReasonOf(ModelChoice chosen, List<ModelChoice> left, List<SelectionCriterion> equal)
    {
        string name = chosen.Entry.Learner;
        if (!left.Exists(choice => choice.Complexity > chosen.Complexity)) return $"{name} chosen: {Equal(equal)}of {left.Count} models as simple the lowest cross-validated loss";
        return equal.Count == 0 ? $"{name} chosen: the simplest model" : $"{name} chosen: {Equal(equal)}simpler";
    }

    private static string Equal(List<SelectionCriterion> equal) => equal.Count == 0 ? string.Empty : $"equal {string.Join(" and ", equal.Select(Word))}, ";

    /// <summary>A criterion as people call it.</summary>
    public static string Word(SelectionCriterion criterion) => criterion switch
    {
        SelectionCriterion.Loss => "cross-validated loss",
        SelectionCriterion.F1 => "F1",
        SelectionCriterion.Auc => "AUC",
        SelectionCriterion.Mcc => "MCC",
        SelectionCriterion.Accuracy => "accuracy",
        _ => "R2",
    };
}

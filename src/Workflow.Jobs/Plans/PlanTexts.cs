using System.Globalization;
using Workflow.Jobs.Texts;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Guards;
using Workflow.Training.Recipes;
using Workflow.Training.Splits;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Plans;

/// <summary>Settings as sentences for people.</summary>
internal static class PlanTexts
{
    /// <summary>What is predicted.</summary>
    public static string Of(LabelDefinition label) =>
        $"{label.Column}, {(label.IsNumber ? "a number" : $"{label.Classes.Count} classes: {string.Join(", ", label.Classes.Select(ClassText.Of))}")}";

    /// <summary>Where the data comes from.</summary>
    public static string OfData(string recipe, FeatureSet? features) => features == FeatureSet.Rich ? $"{recipe}, rich features" : recipe;

    /// <summary>How rows are divided.</summary>
    public static string Of(SplitDefinition split)
    {
        string parts = $"; {split.TrainName} and {split.TestName}";
        if (split.PublishedFile is not null) return $"published split {split.PublishedName} of {split.PublishedFile}{parts}";
        string how = split.Shuffle ? Text($"{(split.Stratify ? "stratified, " : string.Empty)}shuffled, seed {split.Seed}") : "the last rows, not shuffled";
        return Text($"{split.TestShare:P0} for the test, {how}{parts}");
    }

    /// <summary>What the guards do.</summary>
    public static string Of(GuardsDefinition guards)
    {
        string mode = guards.Leakage.Mode == LeakageMode.Exhaustive ? "every column" : "columns that a model relies on";
        return Text($"leakage from {guards.Leakage.Auc} ({mode}): {Action(guards.Leakage.Action)}; shift from {guards.Shift.Auc}: {Action(guards.Shift.Action)}; contamination: {Action(guards.Contamination.Action)}; seed {guards.Seed}");
    }

    /// <summary>What a model must reach.</summary>
    public static string Of(GatesDefinition gates)
    {
        (string Name, double? Limit)[] all =
        [
            ("log loss at most", gates.MaxLogLoss), ("F1 at least", gates.MinF1), ("accuracy at least", gates.MinAccuracy), ("MCC at least", gates.MinMcc),
            ("AUC at least", gates.MinAuc), ("RMSE at most", gates.MaxRmse), ("R2 at least", gates.MinR2),
        ];
        string[] set = [.. all.Where(gate => gate.Limit is not null).Select(gate => Text($"{gate.Name} {gate.Limit}"))];
        return set.Length == 0 ? "none" : string.Join(", ", set);
    }

    /// <summary>The search: its dials, its budget, and by what a model is chosen.</summary>
    /// <param name="train">The search.</param>
    /// <param name="task">What is to be predicted; null where that is not known any more.</param>
    /// <param name="preview">What it will do; null where that is not of interest.</param>
    public static IEnumerable<PlanLine> Of(ExperimentDefinition train, ModelTask? task, ExperimentPreview? preview)
    {
        if (train.Dials is { } dials) yield return new PlanLine("Dials", DialTexts.Of(train, dials));
        string rounds = train.Rounds is { } most ? Text($", at most {CountText.Of(most, "round")}") : string.Empty;
        string generations = preview is null ? string.Empty : Text($": {preview.FirstTrials} first, then {preview.GenerationSize} at a time; at most {CountText.Of(preview.MostFits, "fit")}");
        string memory = train.TrialMemoryBytes != new ExperimentDefinition().TrialMemoryBytes ? Text($", {train.TrialMemoryBytes / 1e6} MB a trial") : string.Empty;
        string rowsSeen = train.SearchRows is { } searched ? Text($" on at most {searched} rows") : string.Empty;
        yield return new PlanLine("Search", Text($"at most {CountText.Of(train.Trials, "trial")}{rounds}{memory}{rowsSeen}, {train.Folds} folds, seed {train.Seed}{generations}"));
        foreach (LearnerPreview learner in preview?.Learners ?? [])
        {
            yield return new PlanLine(string.Empty, $"{learner.Name}: {(learner.Freedom.Length == 0 ? "the baseline" : learner.Freedom)}");
        }

        if (preview is null) yield return new PlanLine("Learners", string.Join(", ", train.Learners));
        if (Monotone(train, task) is { Length: > 0 } monotone) yield return new PlanLine("Monotone", monotone);
        string columns = train.Columns is { } limit ? Text($"; at most {CountText.Of(limit, "column")}") : string.Empty;
        string ensemble = train.EnsembleSize > 1 ? Text($"; an ensemble of at most {train.EnsembleSize}") : "; no ensemble";
        yield return new PlanLine("Chosen by", string.Join(", then ", train.Select.Select(criterion => criterion.ToString().ToLowerInvariant())) + ensemble + columns);
        if (train.ClassWeights != ClassWeighting.None) yield return new PlanLine("Weights", "every class counts the same");
        if (train.Costs is { } costs) yield return new PlanLine("Costs", Text($"{costs.FalsePositive} for a false positive, {costs.FalseNegative} for a false negative"));
    }

    private static string Monotone(ExperimentDefinition train, ModelTask? task)
    {
        if (task is not { } known || !SearchSpace.IsMonotone(train, known)) return string.Empty;
        string[] held = [.. SearchSpace.HeldToDirections.Where(IsNamed)];
        string others = IsNamed(SearchSpace.WithoutDirections) ? $"; {SearchSpace.WithoutDirections} cannot be held to that and does not compete" : string.Empty;
        return held.Length == 0 ? string.Empty : $"{string.Join(", ", held)}: the answer only rises, or only falls, along each column that it goes with{others}";

        bool IsNamed(string learner) => train.Learners.Contains(learner, StringComparer.Ordinal);
    }

    private static string Action(GuardAction action) => action.ToString().ToLowerInvariant();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

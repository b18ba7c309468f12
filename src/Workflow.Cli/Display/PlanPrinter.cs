using System.Globalization;
using Workflow.Jobs.Pipelines;
using Workflow.Scoring.Schema;
using Workflow.Training.Experiments;
using Workflow.Training.Guards;
using Workflow.Training.Recipes;
using Workflow.Training.Splits;
using Workflow.Training.Validation;

namespace Workflow.Cli.Display;

/// <summary>Tells a person what a run of a pipeline will do.</summary>
internal static class PlanPrinter
{
    /// <summary>Prints the plan.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="label">The label to predict; null where the pipeline makes no model.</param>
    public static void Print(PipelineConfig pipeline, LabelDefinition? label)
    {
        if (pipeline.Model is { } model && label is not null)
        {
            string kind = label.IsNumber ? "a number" : $"{label.Classes.Count} classes: {string.Join(", ", label.Classes.Select(Describe))}";
            Line("Predicts", $"{label.Column}, {kind}");
            Line("Data", model.Recipe);
            Line("Split", Describe(model.Split));
            Line("Guards", Describe(model.Guards));
            PrintSearch(model.Train, label);
            Line("Gates", Describe(model.Gates));
        }

        Line("Steps", string.Join(", ", pipeline.Steps.Select(step => step.Name)));
        EnvironmentDefinition? environment = pipeline.Environments.FirstOrDefault(environment => environment.Name == pipeline.DeployTo);
        if (environment is not null) Line("Deploy", $"{environment.Name}, platform {environment.Platform}");
        Terminal.Note($"the next step: ./workflow run {pipeline.Name}");
    }

    private static void PrintSearch(ExperimentDefinition train, LabelDefinition label)
    {
        ModelTask task = label.Classes.Count switch
        {
            0 => ModelTask.Regression,
            2 => ModelTask.Binary,
            _ => ModelTask.Multiclass,
        };
        ExperimentPreview preview = ExperimentPreview.Of(train, task);
        if (train.Dials is { } dials) Line("Dials", $"accuracy {Dial(dials.Accuracy)}, time {Dial(dials.Time)}, interpretability {Dial(dials.Interpretability)}");
        string rounds = train.Rounds is { } most ? Text($", at most {most} rounds") : string.Empty;
        Line("Search", Text($"at most {train.Trials} trials{rounds}, {train.Folds} folds, seed {train.Seed}: {preview.FirstTrials} first, then {preview.GenerationSize} at a time; at most {preview.MostFits} fits"));
        foreach (LearnerPreview learner in preview.Learners)
        {
            string freedom = learner.Freedom.Length == 0 ? "the baseline" : learner.Freedom;
            Line(string.Empty, $"{learner.Name}: {freedom}");
        }

        string columns = train.Columns is { } limit ? Text($"; at most {limit} columns") : string.Empty;
        string ensemble = train.EnsembleSize > 1 ? Text($"; an ensemble of at most {train.EnsembleSize}") : "; no ensemble";
        Line("Chosen by", string.Join(", then ", train.Select.Select(criterion => criterion.ToString().ToLowerInvariant())) + ensemble + columns);
        if (train.ClassWeights != ClassWeighting.None) Line("Weights", "every class counts the same");
        if (train.Costs is { } costs) Line("Costs", Text($"{costs.FalsePositive} for a false positive, {costs.FalseNegative} for a false negative"));
    }

    private static string Describe(TargetClass c) => c.Meaning is null ? c.Value : $"{c.Value} ({c.Meaning})";

    private static string Describe(SplitDefinition split)
    {
        if (split.PublishedFile is not null) return $"published split {split.PublishedName} of {split.PublishedFile}";
        string how = split.Shuffle ? Text($"{(split.Stratify ? "stratified, " : string.Empty)}shuffled, seed {split.Seed}") : "the last rows, not shuffled";
        return Text($"{split.TestShare:P0} for the test, {how}");
    }

    private static string Describe(GuardsDefinition guards)
    {
        string mode = guards.Leakage.Mode == LeakageMode.Exhaustive ? "every column" : "columns that a model relies on";
        return Text($"leakage from {guards.Leakage.Auc} ({mode}): {Action(guards.Leakage.Action)}; shift from {guards.Shift.Auc}: {Action(guards.Shift.Action)}");
    }

    private static string Describe(GatesDefinition gates)
    {
        (string Name, double? Limit)[] all =
        [
            ("log loss at most", gates.MaxLogLoss), ("F1 at least", gates.MinF1), ("accuracy at least", gates.MinAccuracy), ("MCC at least", gates.MinMcc),
            ("AUC at least", gates.MinAuc), ("RMSE at most", gates.MaxRmse), ("R2 at least", gates.MinR2),
        ];
        string[] set = [.. all.Where(gate => gate.Limit is not null).Select(gate => Text($"{gate.Name} {gate.Limit}"))];
        return set.Length == 0 ? "none" : string.Join(", ", set);
    }

    private static string Action(GuardAction action) => action.ToString().ToLowerInvariant();

    private static string Dial(int? value) => value is { } number ? Text($"{number}") : "as it is";

    private static void Line(string name, string text) => Terminal.Print($"{name,-10}{text}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using Workflow.Training.Configuration;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Selection;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads what a pipeline says about its search.</summary>
internal static class TrainConfigReader
{
    private static readonly Dictionary<string, SelectionCriterion> Criteria = new(StringComparer.Ordinal)
    {
        ["log_loss"] = SelectionCriterion.Loss,
        ["rmse"] = SelectionCriterion.Loss,
        ["f1"] = SelectionCriterion.F1,
        ["auc"] = SelectionCriterion.Auc,
        ["mcc"] = SelectionCriterion.Mcc,
        ["accuracy"] = SelectionCriterion.Accuracy,
        ["r2"] = SelectionCriterion.R2,
        ["simplicity"] = SelectionCriterion.Simplicity,
    };

    private static readonly Dictionary<string, ClassWeighting> Weightings = new(StringComparer.Ordinal)
    {
        ["none"] = ClassWeighting.None,
        ["balanced"] = ClassWeighting.Balanced,
    };

    /// <summary>Reads it and notes what is wrong with it.</summary>
    public static ExperimentDefinition Read(ConfigMapReader? map)
    {
        var train = new ExperimentDefinition();
        if (map is null) return train;
        var dials = new Dials(map.OptionalWhole("accuracy", 1, 10), map.OptionalWhole("time", 1, 10), map.OptionalWhole("interpretability", 1, 10));
        if (dials != new Dials(null, null, null)) train = dials.Apply(train) with { Dials = dials };
        ConfigMapReader? budget = map.Map("budget");
        train = train with
        {
            Trials = budget?.Whole("trials", train.Trials, 1, 100_000) ?? train.Trials,
            Rounds = budget?.OptionalWhole("rounds", 1, int.MaxValue),
            SearchRows = budget?.OptionalWhole("search_rows", 1000, int.MaxValue) ?? train.SearchRows,
            TrialMemoryBytes = ReadMemory(budget, train.TrialMemoryBytes),
            Folds = map.Whole("folds", train.Folds, 2, 100),
            Seed = map.Whole("seed", 42, 0, int.MaxValue),
            EnsembleSize = map.Whole("ensemble", train.EnsembleSize, 1, 50),
            Columns = map.OptionalWhole("columns", 1, 30_000) ?? train.Columns,
            ClassWeights = map.Choice("class_weights", train.ClassWeights, Weightings),
            Costs = ReadCosts(map.Map("costs")),
            Select = ReadSelect(map) ?? train.Select,
            Learners = ReadLearners(map) ?? train.Learners,
        };
        budget?.RejectUnknownKeys();
        _ = map.Choice("metric", "log_loss", new Dictionary<string, string>(StringComparer.Ordinal) { ["log_loss"] = "log_loss", ["rmse"] = "rmse" });
        map.RejectUnknownKeys();
        return train;
    }

    private static long ReadMemory(ConfigMapReader? budget, long otherwise)
    {
        if (budget?.OptionalText("trial_memory") is not { } text) return otherwise;
        if (ConfigUnits.ParseBytes(text) is { } bytes and > 0) return bytes;
        budget.Problem("trial_memory", $"'{text}' is no size, for example 4 GiB");
        return otherwise;
    }

    private static MistakeCosts? ReadCosts(ConfigMapReader? map)
    {
        if (map is null) return null;
        var costs = new MistakeCosts(map.Number("false_positive", 1, 1e-9, 1e12), map.Number("false_negative", 1, 1e-9, 1e12));
        map.RejectUnknownKeys();
        return costs;
    }

    private static List<SelectionCriterion>? ReadSelect(ConfigMapReader map)
    {
        if (map.Node("select") is null) return null;
        IReadOnlyList<string> names = map.Texts("select");
        foreach (string unknown in names.Except(Criteria.Keys, StringComparer.Ordinal))
        {
            map.Problem("select", $"'{unknown}' is no criterion; {NearestName.Hint(unknown, [.. Criteria.Keys])}");
        }

        if (names.Count == 0) map.Problem("select", "at least one criterion is expected");
        int simplicity = names.ToList().IndexOf("simplicity");
        if (simplicity >= 0 && simplicity < names.Count - 1) map.Problem("select", $"'{names[simplicity + 1]}' stands behind simplicity, which always decides: put simplicity last");
        return [.. names.Where(Criteria.ContainsKey).Select(name => Criteria[name])];
    }

    private static IReadOnlyList<string>? ReadLearners(ConfigMapReader map)
    {
        if (map.Node("learners") is null) return null;
        IReadOnlyList<string> learners = map.Texts("learners");
        if (learners.Count == 0) map.Problem("learners", "at least one learner is expected; without the key all of them compete");
        foreach (string unknown in learners.Except(SearchSpace.LearnerNames, StringComparer.Ordinal))
        {
            map.Problem("learners", $"'{unknown}' is no learner; {NearestName.Hint(unknown, SearchSpace.LearnerNames.ToArray())}");
        }

        return learners.Count == 0 ? null : learners;
    }
}

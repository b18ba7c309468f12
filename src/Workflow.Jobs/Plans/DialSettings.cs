using System.Globalization;
using Workflow.Training.Experiments;

namespace Workflow.Jobs.Plans;

/// <summary>Which settings of a pipeline each dial of a search stands for.</summary>
public static class DialSettings
{
    /// <summary>Keys of the settings, by the key of the dial.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ByDial { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["train.accuracy"] = ["train.folds", "train.ensemble"],
        ["train.time"] = ["train.budget.trials", "train.budget.search_rows"],
        ["train.interpretability"] = ["train.columns", "train.learners", "train.ensemble"],
    };

    /// <summary>Keys of the settings that the dials stand for, those that are turned.</summary>
    internal static IReadOnlyList<string> Governed(Dials dials)
    {
        (string Dial, int? Value)[] all = [("train.accuracy", dials.Accuracy), ("train.time", dials.Time), ("train.interpretability", dials.Interpretability)];
        return [.. all.Where(dial => dial.Value is not null).SelectMany(dial => ByDial[dial.Dial]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What a search does in these settings, in words, by key.</summary>
    internal static IReadOnlyDictionary<string, string> Read(ExperimentDefinition search) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["train.folds"] = Number(search.Folds),
        ["train.ensemble"] = Number(search.EnsembleSize),
        ["train.budget.trials"] = Number(search.Trials),
        ["train.budget.search_rows"] = Number(search.SearchRows),
        ["train.columns"] = Number(search.Columns),
        ["train.learners"] = string.Join(", ", search.Learners),
    };

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "all";
}

using System.Globalization;
using Workflow.Training.Experiments;

namespace Workflow.Jobs.Pipelines;

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

    /// <summary>Keys that settings take back, because they turn a dial which stands for them and do not name them.</summary>
    /// <param name="settings">What is to be otherwise than in the file, <c>KEY=VALUE</c>.</param>
    internal static IReadOnlyList<string> TakenBack(IReadOnlyList<string> settings)
    {
        (string Key, bool HasValue)[] all = [.. settings.Select(setting => setting.Split('=', 2)).Where(parts => parts.Length == 2).Select(parts => (parts[0], !string.IsNullOrWhiteSpace(parts[1])))];
        bool IsNamed(string key) => all.Any(setting => key == setting.Key || key.StartsWith($"{setting.Key}.", StringComparison.Ordinal));
        IEnumerable<string> governed = all.Where(setting => setting.HasValue && ByDial.ContainsKey(setting.Key)).SelectMany(setting => ByDial[setting.Key]);
        return [.. governed.Distinct(StringComparer.Ordinal).Where(key => !IsNamed(key))];
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

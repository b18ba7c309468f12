using System.Globalization;
using Workflow.Training.Experiments;

namespace Workflow.Jobs.Plans;

/// <summary>What the dials of a search say, and where something that is named itself wins over them.</summary>
internal static class DialTexts
{
    /// <summary>The dials in words.</summary>
    /// <param name="train">The search.</param>
    /// <param name="dials">Its dials.</param>
    public static string Of(ExperimentDefinition train, Dials dials) => string.Join(
        "; ",
        [$"accuracy {Number(dials.Accuracy)}, time {Number(dials.Time)}, interpretability {Number(dials.Interpretability)}", .. Overruled(train, dials.Apply(new ExperimentDefinition()), dials)]);

    private static IEnumerable<string> Overruled(ExperimentDefinition train, ExperimentDefinition byDials, Dials dials)
    {
        (string Key, bool IsGoverned, int? Named, int? ByDial)[] settings =
        [
            ("train.folds", dials.Accuracy is not null, train.Folds, byDials.Folds),
            ("train.ensemble", dials.Accuracy is not null, train.EnsembleSize, byDials.EnsembleSize),
            ("train.budget.trials", dials.Time is not null, train.Trials, byDials.Trials),
            ("train.budget.search_rows", dials.Time is not null, train.SearchRows, byDials.SearchRows),
            ("train.columns", dials.Interpretability is not null, train.Columns, byDials.Columns),
        ];
        return
        [
            .. from setting in settings
               where setting.IsGoverned && setting.Named != setting.ByDial
               select string.Create(CultureInfo.InvariantCulture, $"{setting.Key} is named itself and stays {setting.Named} (the dial: {(setting.ByDial is { } value ? value : "all")})"),
        ];
    }

    private static string Number(int? dial) => dial?.ToString(CultureInfo.InvariantCulture) ?? "as it is";
}

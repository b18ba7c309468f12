using System.Globalization;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;

namespace Workflow.Training.Guards.Leakage;

/// <summary>Measures what single columns know of the target, on training rows only, and judges it.</summary>
internal sealed class LeakageCheck
{
    private readonly Dataset _dataset;
    private readonly int[] _train;
    private readonly LeakageDefinition _definition;
    private readonly long _seed;

    /// <summary>Prepares the check.</summary>
    public LeakageCheck(Dataset dataset, int[] train, LeakageDefinition definition, long seed)
    {
        _dataset = dataset;
        _train = train;
        _definition = definition;
        _seed = seed;
    }

    /// <summary>Measures a column.</summary>
    public LeakageScore Measure(int column)
    {
        double[] cells = [.. _train.Select(row => _dataset.Features[column][row])];
        return _dataset.Task == ModelTask.Regression
            ? LeakageR2.Measure(cells, [.. _train.Select(row => _dataset.Targets[row])], _seed)
            : LeakageAuc.Measure(cells, [.. _train.Select(row => _dataset.Labels[row])], _dataset.Schema.Classes.Count, _seed);
    }

    /// <summary>Judges a measured column: null where it stays below the limit.</summary>
    public Finding? Judge(int column, LeakageScore score)
    {
        if (score.Value < _definition.Auc) return null;
        DatasetColumn schema = _dataset.Schema.Features[column];
        GuardAction action = schema.Allowed is null ? _definition.Action : GuardAction.Allow;
        string consequence = action switch
        {
            GuardAction.Allow => $"kept, because the recipe allows it: {schema.Allowed}",
            GuardAction.Drop => "dropped",
            GuardAction.Fail => "drop the column, or allow it in the recipe with a reason",
            _ => "consider dropping it, or allow it in the recipe with a reason",
        };
        string figure = _dataset.Task == ModelTask.Regression ? "R²" : "AUC";
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"{schema.Name} alone predicts {_dataset.Schema.Target} with {figure} {score.Value:F4} ({score.Interval.Low:F4} to {score.Interval.High:F4}, limit {_definition.Auc}); {consequence}");
        return new Finding(FindingKind.Leakage, schema.Name, score.Value, _definition.Auc, action, message) { Severity = SeverityOf(action) };
    }

    private static FindingSeverity SeverityOf(GuardAction action) => action switch
    {
        GuardAction.Fail => FindingSeverity.Error,
        GuardAction.Allow => FindingSeverity.Note,
        _ => FindingSeverity.Warning,
    };
}

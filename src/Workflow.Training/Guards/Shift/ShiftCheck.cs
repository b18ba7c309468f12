using System.Globalization;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Guards.Histograms;
using Workflow.Training.Guards.QuickModels;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards.Shift;

/// <summary>Measures how well columns, alone and together, tell test rows from training rows, and judges it.</summary>
internal sealed class ShiftCheck
{
    private readonly Dataset _dataset;
    private readonly DataSplit _split;
    private readonly ShiftDefinition _definition;
    private readonly long _seed;

    /// <summary>Prepares the check.</summary>
    public ShiftCheck(Dataset dataset, DataSplit split, ShiftDefinition definition, long seed)
    {
        _dataset = dataset;
        _split = split;
        _definition = definition;
        _seed = seed;
    }

    /// <summary>Measures a column. Blocks the thread.</summary>
    public double Measure(int column, CancellationToken cancellationToken) => AucOf([column], cancellationToken);

    /// <summary>Measures some columns together; none tell nothing. Blocks the thread.</summary>
    public double Measure(IReadOnlyList<int> columns, CancellationToken cancellationToken) => columns.Count == 0 ? 0.5 : AucOf(columns, cancellationToken);

    /// <summary>Judges a column: null where it stays below the limit.</summary>
    public Finding? Judge(int column, double auc)
    {
        if (auc < _definition.Auc) return null;
        string name = _dataset.Schema.Features[column].Name;
        string consequence = _definition.Action == GuardAction.Drop ? "; dropped" : string.Empty;
        return Finding(name, auc, _definition.Action, $"{name} alone tells{Measured(auc)}{consequence}") with
        {
            Evidence = new ShiftEvidence(HistogramBuilder.Build(_dataset, column, RowGroups.OfSplit(_split))),
        };
    }

    /// <summary>Judges all columns that are left together. They cannot be dropped.</summary>
    public Finding? JudgeAll(double auc) => auc < _definition.Auc
        ? null
        : Finding(null, auc, _definition.Action == GuardAction.Fail ? GuardAction.Fail : GuardAction.Report, $"all columns together tell{Measured(auc)}");

    private Finding Finding(string? column, double auc, GuardAction action, string message) => new(FindingKind.Shift, column, auc, _definition.Auc, action, message)
    {
        Severity = action == GuardAction.Fail ? FindingSeverity.Error : FindingSeverity.Warning,
    };

    private string Measured(double auc) =>
        string.Create(CultureInfo.InvariantCulture, $" test from train rows with AUC {auc:F4} (limit {_definition.Auc})");

    private double AucOf(IEnumerable<int> columns, CancellationToken cancellationToken)
    {
        int[] rows = [.. _split.Train, .. _split.Test];
        int[] isTest = [.. Enumerable.Range(0, rows.Length).Select(i => i < _split.Train.Length ? 0 : 1)];
        FeatureMatrix matrix = GuardFeatures.Of(_dataset, columns).Matrix(rows, isTest);
        return ShiftAuc.Measure(matrix, _seed, cancellationToken);
    }
}

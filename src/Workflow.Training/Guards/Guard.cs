using System.Globalization;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Parallelism;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards;

/// <summary>
/// Looks for columns that know too much and for splits that are not what they seem. Leakage is measured on training rows only: test labels
/// decide nothing.
/// </summary>
public sealed class Guard
{
    /// <summary>Share of the gain in a model of all columns from which the importance-gated mode looks at a column.</summary>
    public const double ImportanceGate = 0.1;

    private const int ImportanceRounds = 100;

    private readonly Dataset _dataset;
    private readonly DataSplit _split;
    private readonly GuardsDefinition _definition;

    /// <summary>Prepares the guard.</summary>
    public Guard(Dataset dataset, DataSplit split, GuardsDefinition definition)
    {
        _dataset = dataset;
        _split = split;
        _definition = definition;
    }

    /// <summary>Measures every column and judges.</summary>
    /// <param name="threads">Columns measured at a time; the report does not depend on it.</param>
    /// <param name="progress">Told the number of columns done; may be null.</param>
    /// <param name="cancellationToken">Stops between boosting rounds.</param>
    /// <exception cref="Learners.LearnerException">The native library is missing.</exception>
    public GuardReport Run(int threads, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        XGBoostLearner.RequireUsable();
        var nothingDropped = new HashSet<string>(StringComparer.Ordinal);
        FeaturePlan plan = FeaturePlan.Create(_dataset, nothingDropped, _split.Train);
        double[]? importance = _definition.Leakage.Mode == LeakageMode.ImportanceGated ? Importance(plan, cancellationToken) : null;

        var evidence = new ColumnEvidence[_dataset.Features.Count];
        int done = 0;
        void MeasureOne(int column)
        {
            evidence[column] = Measure(column, importance?[column], cancellationToken);
            int soFar = Interlocked.Increment(ref done);
            progress?.Report(soFar);
        }

        DedicatedThreads.For(evidence.Length, threads, MeasureOne, cancellationToken);

        double overall = ShiftOf(plan, cancellationToken);
        List<Finding> findings = [.. SplitFindings(), .. evidence.SelectMany(Judge), .. OverallShift(overall)];
        string[] dropped = [.. _dataset.Schema.Features.Select(column => column.Name).Where(name => findings.Exists(f => f.Column == name && f.Action == GuardAction.Drop))];
        return new GuardReport(findings, dropped, evidence, overall);
    }

    private double[] Importance(FeaturePlan plan, CancellationToken cancellationToken)
    {
        double[] features = GainImportance.Measure(
            plan.Matrix(_split.Train), new XGBoostParameters { Seed = _definition.Seed, TreeMethod = "hist" }, ImportanceRounds, cancellationToken);
        var columns = new double[_dataset.Features.Count];
        for (int i = 0; i < features.Length; i++) columns[_dataset.IndexOf(plan.Transform.Steps[i].Column)] += features[i];
        return columns;
    }

    private ColumnEvidence Measure(int column, double? importance, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string name = _dataset.Schema.Features[column].Name;
        double? leakage = importance is < ImportanceGate ? null : LeakageOf(column);
        var others = _dataset.Schema.Features.Select(other => other.Name).Where(other => other != name).ToHashSet(StringComparer.Ordinal);
        FeaturePlan plan = FeaturePlan.Create(_dataset, others, _split.Train);
        return new ColumnEvidence(name, importance, leakage, ShiftOf(plan, cancellationToken));
    }

    private double LeakageOf(int column)
    {
        double[] cells = [.. _split.Train.Select(row => _dataset.Features[column][row])];
        int[] labels = [.. _split.Train.Select(row => _dataset.Labels[row])];
        return LeakageAuc.Measure(cells, labels, _dataset.Schema.Classes.Count, _definition.Seed).Value;
    }

    private double ShiftOf(FeaturePlan plan, CancellationToken cancellationToken)
    {
        int[] rows = [.. _split.Train, .. _split.Test];
        FeatureMatrix labelled = plan.Matrix(rows);
        int[] isTest = [.. Enumerable.Range(0, rows.Length).Select(i => i < _split.Train.Length ? 0 : 1)];
        var matrix = new FeatureMatrix(labelled.Values.ToArray(), labelled.FeatureCount, isTest, 2);
        return ShiftAuc.Measure(matrix, _definition.Seed, cancellationToken);
    }

    private IEnumerable<Finding> SplitFindings()
    {
        if (_split.Warning is { } warning) yield return new Finding(FindingKind.Split, null, null, null, GuardAction.Report, warning);
    }

    private IEnumerable<Finding> Judge(ColumnEvidence column)
    {
        if (column.LeakageAuc is { } leakage && leakage >= _definition.Leakage.Auc) yield return Leakage(column, leakage);
        if (column.ShiftAuc >= _definition.Shift.Auc)
        {
            yield return new Finding(
                FindingKind.Shift,
                column.Column,
                column.ShiftAuc,
                _definition.Shift.Auc,
                _definition.Shift.Action,
                Text($"{column.Column} alone tells test from train rows with AUC {column.ShiftAuc:F4} (limit {_definition.Shift.Auc})"));
        }
    }

    private Finding Leakage(ColumnEvidence column, double auc)
    {
        string? allowed = _dataset.Schema.Features[_dataset.IndexOf(column.Column)].Allowed;
        GuardAction action = allowed is null ? _definition.Leakage.Action : GuardAction.Allow;
        string consequence = action switch
        {
            GuardAction.Allow => $"; kept, because the recipe allows it: {allowed}",
            GuardAction.Drop => "; dropped",
            GuardAction.Fail => "; drop the column, or allow it in the recipe with a reason",
            _ => "; consider dropping it, or allow it in the recipe with a reason",
        };
        string message = Text(
            $"{column.Column} alone predicts {_dataset.Schema.Target} with AUC {auc:F4} (limit {_definition.Leakage.Auc}){consequence}");
        return new Finding(FindingKind.Leakage, column.Column, auc, _definition.Leakage.Auc, action, message);
    }

    private IEnumerable<Finding> OverallShift(double auc)
    {
        if (auc < _definition.Shift.Auc) yield break;
        GuardAction action = _definition.Shift.Action == GuardAction.Fail ? GuardAction.Fail : GuardAction.Report;
        yield return new Finding(
            FindingKind.Shift,
            null,
            auc,
            _definition.Shift.Auc,
            action,
            Text($"all columns together tell test from train rows with AUC {auc:F4} (limit {_definition.Shift.Auc})"));
    }

    private static string Text(FormattableString message) => message.ToString(CultureInfo.InvariantCulture);
}

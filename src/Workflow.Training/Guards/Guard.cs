using Workflow.Training.Datasets;
using Workflow.Training.Guards.Columns;
using Workflow.Training.Guards.Contamination;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Guards.Shift;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Parallelism;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards;

/// <summary>
/// Looks for columns that know too much or nothing, and for splits that are not what they seem. Leakage is measured on training rows only: test
/// labels decide nothing.
/// </summary>
public sealed class Guard
{
    /// <summary>
    /// Share of the gain in a model of all columns from which the importance-gated mode looks at a column. High enough that of two near-copies only
    /// the one that the model relies on is looked at.
    /// </summary>
    public const double ImportanceGate = 0.4;

    private readonly Dataset _dataset;
    private readonly DataSplit _split;
    private readonly GuardsDefinition _definition;
    private readonly LeakageCheck _leakage;
    private readonly LeakageReviewer _reviewer;
    private readonly ShiftCheck _shift;
    private readonly DerivedColumns _derived;

    /// <summary>Prepares the guard.</summary>
    public Guard(Dataset dataset, DataSplit split, GuardsDefinition definition)
    {
        _dataset = dataset;
        _split = split;
        _definition = definition;
        _leakage = new LeakageCheck(dataset, split.Train, definition.Leakage, definition.Seed);
        _reviewer = new LeakageReviewer(dataset, split.Train, definition.Leakage.Mode, definition.Seed);
        _shift = new ShiftCheck(dataset, split, definition.Shift, definition.Seed);
        _derived = new DerivedColumns(dataset.Schema);
    }

    /// <summary>Measures every column and judges.</summary>
    /// <param name="threads">Models trained at a time; the report does not depend on it.</param>
    /// <param name="progress">Told the number of columns done, and findings as soon as they are known; may be null.</param>
    /// <param name="cancellationToken">Stops between boosting rounds.</param>
    /// <exception cref="Learners.LearnerException">The native library is missing.</exception>
    public GuardReport Run(int threads, IProgress<GuardProgress>? progress, CancellationToken cancellationToken)
    {
        XGBoostLearner.RequireUsable();
        var journal = new GuardJournal(_dataset.Features.Count, progress);
        if (_split.Warning is { } warning) journal.Add(new Finding(FindingKind.Split, null, null, null, GuardAction.Report, warning));
        foreach (Finding finding in new ColumnCheck(_dataset, _split.Train, _definition.Leakage.Action).Run()) journal.Add(finding);
        int[] usable = [.. Enumerable.Range(0, _dataset.Features.Count).Where(column => !journal.IsDropped(NameOf(column)))];

        (LeakageMeasurements leakage, double[] shift) = Measure(usable, journal, threads, cancellationToken);
        LeakageReview review = _reviewer.Run(leakage, threads, cancellationToken);
        AddColumnFindings(journal, review, shift);
        double overallShift = CheckOverallShift(journal, cancellationToken);
        ContaminationEvidence contamination = CheckContamination(journal, usable, threads, cancellationToken);
        if (ClassBalance.Check(_dataset, _split.Train) is { } balance) journal.Add(balance);
        HashSet<string> dropped = _derived.Dropped(journal.Findings);
        return new GuardReport(
            journal.Findings,
            [.. _dataset.Schema.Features.Select(column => column.Name).Where(dropped.Contains)],
            [.. Enumerable.Range(0, _dataset.Features.Count).Select(column => EvidenceOf(column, review.Importance[column], leakage.Scores[column], shift[column]))],
            overallShift)
        {
            Passes = review.Passes,
            Contamination = contamination,
            Missing = MissingValues.Of(_dataset),
        };
    }

    private (LeakageMeasurements Leakage, double[] Shift) Measure(int[] usable, GuardJournal journal, int threads, CancellationToken cancellationToken)
    {
        double[]? importance = _definition.Leakage.Mode == LeakageMode.ImportanceGated ? _reviewer.Importance(usable, cancellationToken) : null;
        var scores = new LeakageScore?[_dataset.Features.Count];
        var leaks = new Finding?[scores.Length];
        var shifts = new double[scores.Length];
        void MeasureColumn(int column)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsLookedAt(column, importance)) scores[column] = _leakage.Measure(column);
            leaks[column] = scores[column] is { } score && usable.Contains(column) ? _leakage.Judge(column, score) : null;
            if (leaks[column] is { } leak) journal.Tell(leak);
            shifts[column] = _shift.Measure(column, cancellationToken);
            journal.Count();
        }

        DedicatedThreads.For(scores.Length, threads, MeasureColumn, cancellationToken);
        Dictionary<int, Finding> findings = leaks.Index().Where(leak => leak.Item is not null).ToDictionary(leak => leak.Index, leak => leak.Item!);
        return (new LeakageMeasurements(usable, importance, scores, findings), shifts);
    }

    // What the recipe has a word on is looked at in every mode, so that the word stays on record with its figure.
    private bool IsLookedAt(int column, double[]? importance) =>
        importance is null || _derived.ImportanceOfSensor(column, importance) >= ImportanceGate || _dataset.Schema.Features[column].Allowed is not null;

    // What is dropped already shifts nothing.
    private void AddColumnFindings(GuardJournal journal, LeakageReview review, double[] shift)
    {
        for (int column = 0; column < shift.Length; column++)
        {
            if (review.Findings.TryGetValue(column, out Finding? leak)) journal.AddTold(leak);
            if (!journal.IsDropped(NameOf(column)) && _shift.Judge(column, shift[column]) is { } shifted) journal.Add(shifted);
        }

        foreach (Finding dropped in _derived.DroppedWithSensors(journal.Findings)) journal.Add(dropped);
    }

    private double CheckOverallShift(GuardJournal journal, CancellationToken cancellationToken)
    {
        HashSet<string> dropped = _derived.Dropped(journal.Findings);
        double auc = _shift.Measure([.. Enumerable.Range(0, _dataset.Features.Count).Where(column => !dropped.Contains(NameOf(column)))], cancellationToken);
        if (_shift.JudgeAll(auc) is { } overall) journal.Add(overall);
        return auc;
    }

    // A column that names the rows says nothing of how they resemble each other, and what is dropped no model sees.
    private ContaminationEvidence CheckContamination(GuardJournal journal, int[] usable, int threads, CancellationToken cancellationToken)
    {
        HashSet<string?> identifiers = [.. journal.Findings.Where(finding => finding.Kind == FindingKind.Identifier).Select(finding => finding.Column)];
        HashSet<string> dropped = _derived.Dropped(journal.Findings);
        int[] columns = [.. usable.Where(column => !identifiers.Contains(NameOf(column)) && !dropped.Contains(NameOf(column)))];
        var check = new ContaminationCheck(_dataset, _split, columns, _definition.Contamination, _definition.Seed);
        ContaminationEvidence evidence = check.Measure(threads, cancellationToken);
        foreach (Finding finding in check.Judge(evidence)) journal.Add(finding);
        return evidence;
    }

    private ColumnEvidence EvidenceOf(int column, double importance, LeakageScore? leakage, double shift) =>
        new(NameOf(column), importance, leakage?.Value, shift) { LeakageInterval = leakage?.Interval };

    private string NameOf(int column) => _dataset.Schema.Features[column].Name;
}

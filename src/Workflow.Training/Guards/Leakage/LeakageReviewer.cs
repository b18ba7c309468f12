using System.Globalization;
using Workflow.Training.Datasets;
using Workflow.Training.Guards.Histograms;
using Workflow.Training.Guards.QuickModels;
using Workflow.Training.Parallelism;
using Workflow.Training.Randomness;

namespace Workflow.Training.Guards.Leakage;

/// <summary>
/// Collects the evidence for columns that predict too well. In the exhaustive mode the leaks are taken away one after the other, the strongest
/// first, and after each the columns that are left are looked at again: what a leak had masked shows. Columns that the recipe allows stay.
/// Whether the model will see the leaks does not matter here: what is told is what it would be worth without them.
/// </summary>
internal sealed class LeakageReviewer
{
    private const int MostLeaders = 3;
    private const int Folds = 5;

    private readonly Dataset _dataset;
    private readonly int[] _train;
    private readonly int[] _rows;
    private readonly LeakageMode _mode;
    private readonly long _seed;

    /// <summary>Prepares the review.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="train">Its training rows.</param>
    /// <param name="mode">Whether to look again.</param>
    /// <param name="seed">Seed of folds, samples and models.</param>
    public LeakageReviewer(Dataset dataset, int[] train, LeakageMode mode, long seed)
    {
        _dataset = dataset;
        _train = train;
        _mode = mode;
        _seed = seed;
        _rows = RowSample.Of(train, RowSample.MostRows, seed, "leakage-review");
    }

    /// <summary>How much a model of some columns relies on each of the dataset's columns. Blocks the thread.</summary>
    public double[] Importance(int[] columns, CancellationToken cancellationToken) => ColumnImportance.Measure(_dataset, columns, _rows, _seed, cancellationToken);

    /// <summary>Reviews.</summary>
    /// <param name="measured">What was measured and judged.</param>
    /// <param name="threads">Models trained at a time; the review does not depend on it.</param>
    /// <param name="cancellationToken">Stops between boosting rounds.</param>
    public LeakageReview Run(LeakageMeasurements measured, int threads, CancellationToken cancellationToken)
    {
        var sets = new LeakageSets(measured, _mode);
        var models = new QuickScores(_dataset, _rows, Folds, _seed, sets.All);
        var importances = new double[sets.Looks.Length][];
        void Compute(int task)
        {
            int look = task - models.Count;
            if (look < 0) models.Compute(task, cancellationToken);
            else importances[look] = (look == 0 ? measured.Importance : null) ?? Importance(sets.Looks[look], cancellationToken);
        }

        DedicatedThreads.For(models.Count + sets.Looks.Length, threads, Compute, cancellationToken);
        LeakagePass[] passes = [.. sets.Looks.Select((columns, look) => Pass(look, columns, sets.Leaks, models.Of(columns), importances[look], measured.Scores))];
        var groups = RowGroups.OfTarget(_dataset, _train);
        return new LeakageReview(
            measured.Findings.ToDictionary(finding => finding.Key, finding => Complete(finding.Value, finding.Key, measured.Scores[finding.Key]!, groups, sets, models)),
            passes,
            importances[0]);
    }

    private LeakagePass Pass(int look, int[] columns, int[] leaks, HeldBackScore score, double[] importance, LeakageScore?[] scores)
    {
        IEnumerable<int> leaders = columns.Where(column => importance[column] > 0).OrderByDescending(column => importance[column]).Take(MostLeaders);
        return new LeakagePass(
            look + 1,
            [.. leaks.Take(look).Select(NameOf)],
            columns.Length,
            score,
            [.. leaders.Select(column => new LeadingColumn(NameOf(column), importance[column], scores[column]?.Value))]);
    }

    private Finding Complete(Finding finding, int column, LeakageScore score, RowGroups groups, LeakageSets sets, QuickScores models)
    {
        var evidence = new LeakageEvidence(score.Interval, sets.PassOf(column), HistogramBuilder.Build(_dataset, column, groups));
        if (!sets.Weighed.Contains(column)) return finding with { Evidence = evidence };
        (HeldBackScore with, HeldBackScore without) = (models.Of(sets.With(column)), models.Of(sets.Without(column)));
        return finding with { Evidence = evidence with { With = with, Without = without }, Message = $"{finding.Message} ({Effect(with, without)})" };
    }

    private static string Effect(HeldBackScore with, HeldBackScore without) => with.LogLoss is null
        ? string.Create(CultureInfo.InvariantCulture, $"error of a quick model: {with.RootMeanSquaredError:G4} with it, {without.RootMeanSquaredError:G4} without")
        : string.Create(CultureInfo.InvariantCulture, $"log loss of a quick model: {with.LogLoss:F4} with it, {without.LogLoss:F4} without");

    private string NameOf(int column) => _dataset.Schema.Features[column].Name;
}

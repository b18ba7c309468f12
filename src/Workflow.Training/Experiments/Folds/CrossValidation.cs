using Workflow.Training.Caching;
using Workflow.Training.Features;
using Workflow.Training.Splits;

namespace Workflow.Training.Experiments.Folds;

/// <summary>
/// The folds of one experiment, as each encoding sees them. Where only some columns are wanted, they are chosen anew for every fold from the
/// rows that train there: a choice that had seen the held-back rows would flatter itself.
/// </summary>
internal sealed class CrossValidation
{
    // Beyond this, folds that have not been asked for longest are cut again when they are.
    private const long MostBytes = 1L << 30;

    private readonly FeaturePlan _plan;
    private readonly int[] _assignment;
    private readonly BoundedCache<(FeatureEncoding Encoding, int? Columns, int Fold), FoldMatrices> _views = new(MostBytes, fewest: 1, fold => fold.Bytes);
    private readonly BoundedCache<int, int[]> _rankings = new(MostBytes, fewest: 1, ranking => sizeof(int) * ranking.Length);

    /// <summary>Prepares random folds.</summary>
    /// <param name="plan">Columns, and the features of every encoding.</param>
    /// <param name="matrix">The training rows with all of those features.</param>
    /// <param name="folds">Number of folds, at least 2.</param>
    /// <param name="seed">Seed of the folds.</param>
    public CrossValidation(FeaturePlan plan, FeatureMatrix matrix, int folds, long seed)
        : this(plan, matrix, folds, seed, StratifiedFolds.Assign(matrix.Strata.OfRow, matrix.Strata.Count, folds, seed, "cross-validation"))
    {
    }

    private CrossValidation(FeaturePlan plan, FeatureMatrix matrix, int folds, long seed, int[] assignment)
    {
        _plan = plan;
        Matrix = matrix;
        Folds = folds;
        Seed = seed;
        _assignment = assignment;
        RowsOf = [.. Enumerable.Range(0, folds).Select(fold => Rows(row => _assignment[row] == fold))];
    }

    /// <summary>The training rows with all features.</summary>
    public FeatureMatrix Matrix { get; }

    /// <summary>Number of folds.</summary>
    public int Folds { get; }

    /// <summary>Seed of the experiment.</summary>
    public long Seed { get; }

    /// <summary>The rows that each fold holds back.</summary>
    public IReadOnlyList<int[]> RowsOf { get; }

    /// <summary>The same rows in folds of whole groups.</summary>
    /// <param name="groups">Group of each row.</param>
    /// <param name="folds">Number of folds, at least 2 and at most as many as there are groups.</param>
    public CrossValidation ByGroups(int[] groups, int folds) =>
        new(_plan, Matrix, folds, Seed, GroupedFolds.Assign(groups, Matrix.Strata.OfRow, Matrix.Strata.Count, folds, Seed));

    /// <summary>What a learner sees of one fold.</summary>
    public FoldMatrices Fold(FeatureEncoding encoding, int? columns, int fold, CancellationToken cancellationToken) =>
        _views.Get((encoding, columns, fold), () => Cut(encoding, columns, fold, cancellationToken));

    /// <summary>Indices of the features that a learner sees when all rows train.</summary>
    public int[] Features(FeatureEncoding encoding, int? columns, CancellationToken cancellationToken) => Features(encoding, columns, -1, cancellationToken);

    private FoldMatrices Cut(FeatureEncoding encoding, int? columns, int fold, CancellationToken cancellationToken)
    {
        FeatureMatrix seen = Matrix.SelectFeatures(Features(encoding, columns, fold, cancellationToken));
        return new FoldMatrices(seen.Select(Rows(row => _assignment[row] != fold)), seen.Select(RowsOf[fold]));
    }

    private int[] Features(FeatureEncoding encoding, int? columns, int fold, CancellationToken cancellationToken)
    {
        int[] features = _plan.FeaturesOf(encoding);
        if (columns is not { } most) return features;
        int[] ranking = _rankings.Get(fold, () => Rank(fold, cancellationToken));
        HashSet<string> kept = [.. ranking.Take(most).Select(column => _plan.Columns[column].Name)];
        return [.. features.Where(feature => kept.Contains(_plan.Transform.Steps[feature].Column))];
    }

    private int[] Rank(int fold, CancellationToken cancellationToken)
    {
        int[] features = _plan.FeaturesOf(FeatureEncoding.Ordinal);
        FeatureMatrix training = Matrix.SelectFeatures(features).Select(Rows(row => _assignment[row] != fold));
        return ColumnRanking.Rank(_plan, features, training, Seed, cancellationToken);
    }

    private int[] Rows(Func<int, bool> wanted) => [.. Enumerable.Range(0, _assignment.Length).Where(wanted)];
}

using Workflow.Training.Datasets;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards.QuickModels;

/// <summary>Scores of quick models of several sets of columns, on the same rows and folds. Each set is computed once.</summary>
internal sealed class QuickScores
{
    private readonly Dataset _dataset;
    private readonly int[] _rows;
    private readonly int[] _folds;
    private readonly long _seed;
    private readonly List<int[]> _sets;
    private readonly HeldBackScore?[] _scores;

    /// <summary>Prepares the scores.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="folds">Folds of the cross-validation, stratified.</param>
    /// <param name="seed">Seed of folds and models.</param>
    /// <param name="sets">The sets of columns; one may occur several times.</param>
    public QuickScores(Dataset dataset, int[] rows, int folds, long seed, IEnumerable<int[]> sets)
    {
        _dataset = dataset;
        _rows = rows;
        _seed = seed;
        Strata strata = GuardFeatures.Of(dataset, []).Matrix(rows).Strata;
        _folds = StratifiedFolds.Assign(strata.OfRow, strata.Count, folds, seed, "quick-models");
        _sets = [.. sets.DistinctBy(Key, StringComparer.Ordinal)];
        _scores = new HeldBackScore?[_sets.Count];
    }

    /// <summary>Number of different sets.</summary>
    public int Count => _sets.Count;

    /// <summary>Computes one of them. Blocks the thread.</summary>
    public void Compute(int index, CancellationToken cancellationToken) =>
        _scores[index] = QuickModel.Score(GuardFeatures.Of(_dataset, _sets[index]).Matrix(_rows), _folds, _seed, cancellationToken);

    /// <summary>The score of a set that has been computed.</summary>
    public HeldBackScore Of(int[] columns) => _scores[_sets.FindIndex(set => Key(set) == Key(columns))]!;

    private static string Key(int[] columns) => string.Join(' ', columns.Order());
}

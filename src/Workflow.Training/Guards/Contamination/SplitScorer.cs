using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Guards.QuickModels;
using Workflow.Training.Parallelism;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards.Contamination;

/// <summary>
/// Shows what neighbours in the training part are worth: training rows are predicted once with random folds and once with whole blocks held back.
/// Where no blocks are known, or they cannot part every class, equal stretches of rows stand for them.
/// </summary>
internal sealed class SplitScorer
{
    private const int MostFolds = 10;
    private const int FewestRowsOfGroup = 20;
    private const int NearestCount = 5;
    private const int MostRowsByNeighbours = 2000;

    private readonly Dataset _dataset;
    private readonly RowPoints _points;
    private readonly int[] _rows;
    private readonly int[] _groups;
    private readonly bool _areBlocks;
    private readonly FeatureMatrix _matrix;
    private readonly long _seed;

    /// <summary>Prepares the scores.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="train">Its training rows.</param>
    /// <param name="columns">Columns that can inform a model.</param>
    /// <param name="points">The rows as points.</param>
    /// <param name="blocks">Block of each row; null where none are known.</param>
    /// <param name="seed">Seed of folds, samples and models.</param>
    public SplitScorer(Dataset dataset, int[] train, IEnumerable<int> columns, RowPoints points, int[]? blocks, long seed)
    {
        _dataset = dataset;
        _points = points;
        _seed = seed;
        var grouping = RowGrouping.Of(dataset, train, blocks);
        _areBlocks = grouping.AreBlocks;
        IReadOnlyList<int> groups = grouping.OfRow;
        _rows = Sample(train, groups, seed);
        _groups = [.. _rows.Select(row => groups[row])];
        _matrix = GuardFeatures.Of(dataset, columns).Matrix(_rows);
    }

    /// <summary>Computes the scores.</summary>
    /// <param name="threads">Models trained at a time; the scores do not depend on it.</param>
    /// <param name="cancellationToken">Stops between boosting rounds.</param>
    /// <returns>Null where there are fewer than two groups.</returns>
    public SplitScores? Run(int threads, CancellationToken cancellationToken)
    {
        int groups = _groups.Distinct().Count();
        int folds = Math.Min(MostFolds, groups);
        if (folds < 2) return null;
        Strata strata = _matrix.Strata;
        int[][] assignments =
        [
            StratifiedFolds.Assign(strata.OfRow, strata.Count, folds, _seed, "split-scores"),
            GroupedFolds.Assign(_groups, strata.OfRow, strata.Count, folds, _seed),
        ];
        var models = new HeldBackScore[assignments.Length];
        void Score(int i) => models[i] = QuickModel.Score(_matrix, assignments[i], _seed, cancellationToken);
        DedicatedThreads.For(assignments.Length, threads, Score, cancellationToken);
        FoldScores[] scores = [.. assignments.Select((assignment, i) => new FoldScores(ByNeighbours(assignment, threads, cancellationToken), models[i]))];
        return new SplitScores(_rows.Length, groups, _areBlocks, folds, scores[0], scores[1]);
    }

    private HeldBackScore ByNeighbours(int[] folds, int threads, CancellationToken cancellationToken)
    {
        int[] judged = RowSample.Of([.. Enumerable.Range(0, _rows.Length)], MostRowsByNeighbours, _seed, "nearest-five");
        int[][] rowsOfOtherFolds = [.. Enumerable.Range(0, folds.Max() + 1).Select(fold => _rows.Where((_, i) => folds[i] != fold).ToArray())];
        var outputs = new double[judged.Length][];
        void Predict(int i) => outputs[i] = Outputs(NearestRows.Find(_points, _rows[judged[i]], rowsOfOtherFolds[folds[judged[i]]], NearestCount));
        DedicatedThreads.For(judged.Length, threads, Predict, cancellationToken);
        var score = HeldBackScore.Of([.. outputs.SelectMany(output => output)], _matrix.Select(judged));
        return new HeldBackScore { Accuracy = score.Accuracy, R2 = score.R2 };
    }

    // The shares of the classes among the five, or the mean; where there are no five, what nothing is known by.
    private double[] Outputs(NearestRows? nearest)
    {
        int[] rows = nearest is null ? _rows : [.. nearest.Rows];
        if (_dataset.Task == ModelTask.Regression) return [rows.Average(row => _dataset.Targets[row])];
        var shares = new double[_dataset.Schema.Classes.Count];
        foreach (int row in rows) shares[_dataset.Labels[row]] += 1.0 / rows.Length;
        return shares;
    }

    // A sample of single rows would thin out the neighbours: it is made of the beginnings of groups.
    private static int[] Sample(int[] train, IReadOnlyList<int> groups, long seed)
    {
        if (train.Length <= RowSample.MostRows) return train;
        int[][] rowsOfGroup = [.. train.GroupBy(row => groups[row]).Select(rows => rows.ToArray())];
        int most = Math.Max(FewestRowsOfGroup, RowSample.MostRows / rowsOfGroup.Length);
        SeededRandom.For(seed, "groups").Shuffle<int[]>(rowsOfGroup);
        var rows = new List<int>();
        foreach (int[] group in rowsOfGroup.TakeWhile(_ => rows.Count < RowSample.MostRows)) rows.AddRange(group.Take(most));
        return [.. rows.Order()];
    }
}

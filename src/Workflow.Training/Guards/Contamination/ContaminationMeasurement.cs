using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Guards.Columns;
using Workflow.Training.Parallelism;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards.Contamination;

/// <summary>Measures how much test rows resemble training rows. Of test rows it looks at the features and their place in the source, never at the label.</summary>
internal sealed class ContaminationMeasurement
{
    private const int MostRows = 2000;
    private const double OrderOfBlocks = -4;
    private const double FineShare = 0.5;
    private const int FewestFineColumns = 2;

    private readonly Dataset _dataset;
    private readonly DataSplit _split;
    private readonly int[] _columns;
    private readonly long _seed;
    private readonly bool[] _isTraining;

    /// <summary>Prepares the measurement.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="split">Its parts.</param>
    /// <param name="columns">Columns that describe the rows. Those by which the rows are sorted are passed over here: by them every neighbour is near.</param>
    /// <param name="seed">Seed of samples.</param>
    public ContaminationMeasurement(Dataset dataset, DataSplit split, IEnumerable<int> columns, long seed)
    {
        _dataset = dataset;
        _split = split;
        _columns = [.. columns.Where(column => !RowOrder.IsSorted(dataset.Features[column]))];
        _seed = seed;
        _isTraining = new bool[dataset.RowCount];
        foreach (int row in split.Train) _isTraining[row] = true;
        Points = RowPoints.Of(dataset, _columns, split.Train);
        bool hasBlocks = dataset.Blocks.Length > 0 && RunsTest.Deviation(dataset.Settings) <= OrderOfBlocks;
        Blocks = hasBlocks ? dataset.Blocks : null;
    }

    /// <summary>The rows as points.</summary>
    public RowPoints Points { get; }

    /// <summary>Block of each row; null where none are known, or where equal settings follow each other no more than by chance.</summary>
    public int[]? Blocks { get; }

    /// <summary>Measures.</summary>
    /// <param name="threads">Rows looked at a time; the figures do not depend on it.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    public ContaminationEvidence Run(int threads, CancellationToken cancellationToken)
    {
        UInt128[] contents = RowContents.Of(_dataset, _columns);
        HashSet<UInt128> trainingContents = [.. _split.Train.Select(row => contents[row])];
        int[] fine = FineColumns(contents);
        bool isFine = fine.Length >= FewestFineColumns;
        ContaminationEvidence evidence = WithNeighbours(new ContaminationEvidence
        {
            AdjacentShare = Share(_split.Test, row => Adjacent(row).Any()),
            RepeatedRows = _split.Test.Count(row => trainingContents.Contains(contents[row])),
            MayRepeatByChance = !isFine,
        });

        int[] rows = RowSample.Of(_split.Test, MostRows, _seed, "contamination");
        var nearest = new NearestRows?[rows.Length];
        RowPoints points = isFine && fine.Length < _columns.Length ? RowPoints.Of(_dataset, fine, _split.Train) : Points;
        DedicatedThreads.For(
            rows.Length, threads, i => nearest[i] = NearestRows.Find(points, rows[i], _split.Train, NearRepetition.Neighbours), cancellationToken);
        NearestRows[] found = [.. nearest.OfType<NearestRows>()];
        if (found.Length == 0) return evidence;
        return evidence with
        {
            RowsLookedAt = found.Length,
            NearestIsNeighbour = (double)rows.Zip(found).Count(pair => IsNeighbour(pair.First, pair.Second.Rows[0])) / rows.Length,
            NearestIsNeighbourByChance = rows.Average(row => (double)Neighbours(row)) / _split.Train.Length,
            NearRepeatedShare = isFine ? NearRepetition.Share(found) : null,
        };
    }

    private ContaminationEvidence WithNeighbours(ContaminationEvidence evidence)
    {
        Resemblance? resemblance = Resemblance.Measure(Points, _dataset, _split.Train, _seed);
        evidence = evidence with { Resemblance = resemblance?.Auc, ResemblanceDeviations = resemblance?.Deviations };
        if (Blocks is null) return evidence;
        HashSet<int> trainingBlocks = [.. _split.Train.Select(row => Blocks[row])];
        return evidence with { Blocks = Blocks[^1] + 1, SharedBlockShare = Share(_split.Test, row => trainingBlocks.Contains(Blocks[row])) };
    }

    // Numbers of which at least half of the different rows have one of their own: two rows that agree in several of them are no chance.
    private int[] FineColumns(UInt128[] contents)
    {
        int different = contents.Distinct().Count();
        return [.. _columns.Where(column => _dataset.Schema.Features[column].Type == ColumnType.Number && _dataset.Features[column].Distinct().Count() >= FineShare * different)];
    }

    private IEnumerable<int> Adjacent(int row)
    {
        if (row > 0 && _isTraining[row - 1]) yield return row - 1;
        if (row + 1 < _isTraining.Length && _isTraining[row + 1]) yield return row + 1;
    }

    private bool IsNeighbour(int row, int other) => Math.Abs(row - other) == 1 || (Blocks is not null && Blocks[row] == Blocks[other]);

    private int Neighbours(int row)
    {
        int count = Adjacent(row).Count(other => Blocks is null || Blocks[other] != Blocks[row]);
        if (Blocks is null) return count;
        for (int other = row - 1; other >= 0 && Blocks[other] == Blocks[row]; other--) count += _isTraining[other] ? 1 : 0;
        for (int other = row + 1; other < Blocks.Length && Blocks[other] == Blocks[row]; other++) count += _isTraining[other] ? 1 : 0;
        return count;
    }

    private static double Share(int[] rows, Func<int, bool> isTrue) => (double)rows.Count(isTrue) / rows.Length;
}

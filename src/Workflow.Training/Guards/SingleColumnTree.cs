namespace Workflow.Training.Guards;

/// <summary>
/// A classification tree on one column (CART with Gini impurity: Breiman and others, 1984), as deep as it takes to part one class after
/// another: depth 2, at most four intervals, for two and three classes, and a level more for every further class. Each interval has the
/// class shares of its training rows. Deliberately weak: a deeper tree would call half the sensors of a rig leaky.
/// </summary>
/// <remarks>Missing values count as lower than every number. Splits lie halfway between neighbouring values; of equal splits the lowest wins.</remarks>
internal sealed class SingleColumnTree
{
    private const int SmallestDepth = 2;
    private readonly int _classCount;
    private readonly List<double> _thresholds = [];
    private readonly List<double[]> _shares = [];

    private SingleColumnTree(int classCount) => _classCount = classCount;

    /// <summary>Fits a tree.</summary>
    /// <param name="cells">The column's cells; NaN is missing.</param>
    /// <param name="labels">Class index of each cell.</param>
    /// <param name="classCount">Number of classes.</param>
    public static SingleColumnTree Fit(ReadOnlySpan<double> cells, ReadOnlySpan<int> labels, int classCount)
    {
        double[] keys = new double[cells.Length];
        for (int i = 0; i < keys.Length; i++) keys[i] = Key(cells[i]);
        int[] sortedLabels = labels.ToArray();
        Array.Sort(keys, sortedLabels);
        var tree = new SingleColumnTree(classCount);
        tree.Grow(keys, sortedLabels, Math.Max(SmallestDepth, classCount - 1));
        return tree;
    }

    /// <summary>The class shares of the interval in which a cell lies.</summary>
    public ReadOnlySpan<double> Predict(double cell)
    {
        double key = Key(cell);
        int interval = 0;
        while (interval < _thresholds.Count && key >= _thresholds[interval]) interval++;
        return _shares[interval];
    }

    private static double Key(double cell) => double.IsNaN(cell) ? double.NegativeInfinity : cell;

    // Intervals are added from left to right.
    private void Grow(ReadOnlySpan<double> keys, ReadOnlySpan<int> labels, int depth)
    {
        int split = depth == 0 ? 0 : BestSplit(keys, labels);
        if (split == 0)
        {
            _shares.Add(Shares(labels));
            return;
        }

        Grow(keys[..split], labels[..split], depth - 1);
        _thresholds.Add(Midpoint(keys[split - 1], keys[split]));
        Grow(keys[split..], labels[split..], depth - 1);
    }

    // Index of the first row right of the best split; 0 where no split lowers the impurity. Gini impurity times rows is
    // rows - sum(count²) / rows, so the best split has the largest sum of count² / rows over both sides.
    private int BestSplit(ReadOnlySpan<double> keys, ReadOnlySpan<int> labels)
    {
        var left = new long[_classCount];
        var right = new long[_classCount];
        foreach (int label in labels) right[label]++;
        double best = SquaresOverRows(right, labels.Length) * (1 + 1e-12);
        int bestSplit = 0;
        for (int i = 1; i < keys.Length; i++)
        {
            left[labels[i - 1]]++;
            right[labels[i - 1]]--;
            if (keys[i] == keys[i - 1]) continue;
            double purity = SquaresOverRows(left, i) + SquaresOverRows(right, keys.Length - i);
            if (purity <= best) continue;
            best = purity;
            bestSplit = i;
        }

        return bestSplit;
    }

    private static double SquaresOverRows(long[] counts, int rows)
    {
        long squares = 0;
        foreach (long count in counts) squares += count * count;
        return (double)squares / rows;
    }

    // Halfway; where no number lies between the two, or the lower one is missing, the higher one.
    private static double Midpoint(double low, double high)
    {
        double middle = (low / 2) + (high / 2);
        return middle > low ? middle : high;
    }

    private double[] Shares(ReadOnlySpan<int> labels)
    {
        var shares = new double[_classCount];
        foreach (int label in labels) shares[label]++;
        for (int c = 0; c < shares.Length; c++) shares[c] /= labels.Length;
        return shares;
    }
}

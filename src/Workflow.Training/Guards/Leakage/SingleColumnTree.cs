namespace Workflow.Training.Guards.Leakage;

/// <summary>
/// A tree on one column (CART: Breiman and others, 1984): it cuts the column into intervals and predicts for each the mean of its training
/// rows. What is to be predicted is a number per row, or one number per class, 1 for the row's own and 0 for the others: then means are class
/// shares, and the least squares that decide about splits are Gini impurity.
/// </summary>
/// <remarks>Missing values count as lower than every number. Splits lie halfway between neighbouring values; of equal splits the lowest wins.</remarks>
internal sealed class SingleColumnTree
{
    private const int SmallestDepth = 2;
    private readonly int _width;
    private readonly int _smallestLeaf;
    private readonly List<double> _thresholds = [];
    private readonly List<double[]> _means = [];

    private SingleColumnTree(int width, int smallestLeaf)
    {
        _width = width;
        _smallestLeaf = smallestLeaf;
    }

    /// <summary>
    /// Levels of a tree that parts one class after another: 2, at most four intervals, for two and three classes, and one more for every further
    /// class. Deliberately few: a deeper tree would call half the sensors of a rig leaky.
    /// </summary>
    public static int DepthFor(int classCount) => Math.Max(SmallestDepth, classCount - 1);

    /// <summary>Fits a tree.</summary>
    /// <param name="cells">The column's cells; NaN is missing.</param>
    /// <param name="targets">What is to be predicted, row by row.</param>
    /// <param name="width">Numbers per row.</param>
    /// <param name="depth">Levels; a tree has at most two to this power intervals.</param>
    /// <param name="smallestLeaf">Fewest training rows of an interval.</param>
    public static SingleColumnTree Fit(ReadOnlySpan<double> cells, ReadOnlySpan<double> targets, int width, int depth, int smallestLeaf = 1)
    {
        double[] keys = new double[cells.Length];
        int[] rows = new int[cells.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = Key(cells[i]);
            rows[i] = i;
        }

        Array.Sort(keys, rows);
        var sorted = new double[targets.Length];
        for (int i = 0; i < rows.Length; i++) targets.Slice(rows[i] * width, width).CopyTo(sorted.AsSpan(i * width));
        var tree = new SingleColumnTree(width, smallestLeaf);
        tree.Grow(keys, sorted, depth);
        return tree;
    }

    /// <summary>The means of the interval in which a cell lies.</summary>
    public ReadOnlySpan<double> Predict(double cell)
    {
        double key = Key(cell);
        int interval = 0;
        while (interval < _thresholds.Count && key >= _thresholds[interval]) interval++;
        return _means[interval];
    }

    private static double Key(double cell) => double.IsNaN(cell) ? double.NegativeInfinity : cell;

    // Intervals are added from left to right.
    private void Grow(ReadOnlySpan<double> keys, ReadOnlySpan<double> targets, int depth)
    {
        int split = depth == 0 ? 0 : BestSplit(keys, targets);
        if (split == 0)
        {
            int rows = keys.Length;
            _means.Add([.. Sums(targets).Select(sum => sum / rows)]);
            return;
        }

        Grow(keys[..split], targets[..(split * _width)], depth - 1);
        _thresholds.Add(Midpoint(keys[split - 1], keys[split]));
        Grow(keys[split..], targets[(split * _width)..], depth - 1);
    }

    // Index of the first row right of the best split; 0 where none brings anything. The squares that are left over are least where the sum of
    // sum² / rows over both sides is largest.
    private int BestSplit(ReadOnlySpan<double> keys, ReadOnlySpan<double> targets)
    {
        var left = new double[_width];
        double[] right = Sums(targets);
        double best = SquaresOverRows(right, keys.Length) * (1 + 1e-12);
        int bestSplit = 0;
        for (int i = 1; i < keys.Length; i++)
        {
            ReadOnlySpan<double> row = targets.Slice((i - 1) * _width, _width);
            for (int k = 0; k < row.Length; k++)
            {
                left[k] += row[k];
                right[k] -= row[k];
            }

            if (keys[i] == keys[i - 1] || i < _smallestLeaf || keys.Length - i < _smallestLeaf) continue;
            double purity = SquaresOverRows(left, i) + SquaresOverRows(right, keys.Length - i);
            if (purity <= best) continue;
            best = purity;
            bestSplit = i;
        }

        return bestSplit;
    }

    private double[] Sums(ReadOnlySpan<double> targets)
    {
        var sums = new double[_width];
        for (int i = 0; i < targets.Length; i++) sums[i % _width] += targets[i];
        return sums;
    }

    private static double SquaresOverRows(double[] sums, int rows)
    {
        double squares = 0;
        foreach (double sum in sums) squares += sum * sum;
        return squares / rows;
    }

    // Halfway; where no number lies between the two, or the lower one is missing, the higher one.
    private static double Midpoint(double low, double high)
    {
        double middle = (low / 2) + (high / 2);
        return middle > low ? middle : high;
    }
}

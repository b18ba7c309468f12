using Workflow.Training.Randomness;

namespace Workflow.Training.Learners.Forests;

/// <summary>Looks for the best split of a node's rows on one feature. Keeps buffers, so it is for one thread.</summary>
/// <remarks>Missing values are tried on both sides and alone where a node has some; of equal splits the first wins.</remarks>
internal sealed class SplitFinder
{
    private readonly NodeTargets _targets;
    private readonly int _minimumLeaf;
    private readonly float[] _keys;
    private readonly int[] _sorted;
    private readonly double[] _left;
    private readonly double[] _right;
    private readonly double[] _missing;
    private readonly double[] _scratch;

    public SplitFinder(NodeTargets targets, int rows, int minimumLeaf)
    {
        _targets = targets;
        _minimumLeaf = minimumLeaf;
        _keys = new float[rows];
        _sorted = new int[rows];
        _left = new double[targets.SumCount];
        _right = new double[targets.SumCount];
        _missing = new double[targets.SumCount];
        _scratch = new double[targets.SumCount];
    }

    /// <summary>
    /// The split at one random threshold, or of missing values from all others; null where a side would be too small. A feature whose numbers are all
    /// the same can tell those alone.
    /// </summary>
    public SplitCandidate? AtRandom(int feature, ReadOnlySpan<float> column, ReadOnlySpan<int> rows, SeededRandom random)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (int row in rows)
        {
            float x = column[row];
            if (x < low) low = x;
            if (x > high) high = x;
        }

        if (!(low <= high)) return null;

        // Nothing lies below the only number: all present ones are counted on the right.
        float threshold = low == high ? low : (float)random.NextDouble(low, high);

        // Rounded down to the smallest value it would leave nothing on the left.
        if (threshold <= low && low < high) threshold = high;
        Array.Clear(_left);
        Array.Clear(_right);
        Array.Clear(_missing);
        int lefts = 0, rights = 0, missing = 0;
        foreach (int row in rows)
        {
            float x = column[row];
            if (x < threshold)
            {
                _targets.Add(row, _left);
                lefts++;
            }
            else if (x >= threshold)
            {
                _targets.Add(row, _right);
                rights++;
            }
            else
            {
                _targets.Add(row, _missing);
                missing++;
            }
        }

        SplitCandidate? atThreshold = lefts == 0 ? null : Judge(feature, threshold, lefts, rights, missing);
        return Better(atThreshold, MissingAlone(feature, lefts + rights, missing));
    }

    /// <summary>The best of all thresholds; null where the feature is constant or a side would always be too small.</summary>
    public SplitCandidate? Best(int feature, ReadOnlySpan<float> column, ReadOnlySpan<int> rows)
    {
        Array.Clear(_left);
        Array.Clear(_right);
        Array.Clear(_missing);
        int present = 0;
        foreach (int row in rows)
        {
            if (float.IsNaN(column[row]))
            {
                _targets.Add(row, _missing);
                continue;
            }

            _keys[present] = column[row];
            _sorted[present++] = row;
            _targets.Add(row, _right);
        }

        Array.Sort(_keys, _sorted, 0, present);
        SplitCandidate? best = MissingAlone(feature, present, rows.Length - present);
        for (int i = 1; i < present; i++)
        {
            Move(_sorted[i - 1]);
            if (_keys[i] == _keys[i - 1]) continue;
            best = Better(best, Judge(feature, Midpoint(_keys[i - 1], _keys[i]), i, present - i, rows.Length - present));
        }

        return best;
    }

    private void Move(int row)
    {
        Array.Clear(_scratch);
        _targets.Add(row, _scratch);
        for (int i = 0; i < _scratch.Length; i++)
        {
            _left[i] += _scratch[i];
            _right[i] -= _scratch[i];
        }
    }

    private static SplitCandidate? Better(SplitCandidate? first, SplitCandidate? second) =>
        second is { } candidate && (first is null || candidate.Purity > first.Value.Purity) ? second : first;

    // Every number goes right, missing values go left.
    private SplitCandidate? MissingAlone(int feature, int present, int missing)
    {
        if (missing == 0 || missing < _minimumLeaf || present < _minimumLeaf) return null;
        for (int i = 0; i < _scratch.Length; i++) _scratch[i] = _left[i] + _right[i];
        return new SplitCandidate(feature, float.MinValue, false, _targets.Purity(_scratch) + _targets.Purity(_missing));
    }

    // Without missing values in the node, those of later rows go where most rows went.
    private SplitCandidate? Judge(int feature, float threshold, int lefts, int rights, int missing)
    {
        SplitCandidate? best = null;
        if (missing == 0)
        {
            if (lefts >= _minimumLeaf && rights >= _minimumLeaf)
            {
                best = new SplitCandidate(feature, threshold, rights > lefts, _targets.Purity(_left) + _targets.Purity(_right));
            }

            return best;
        }

        if (lefts + missing >= _minimumLeaf && rights >= _minimumLeaf)
        {
            best = new SplitCandidate(feature, threshold, false, PurityWithMissing(_left) + _targets.Purity(_right));
        }

        if (lefts >= _minimumLeaf && rights + missing >= _minimumLeaf)
        {
            double purity = _targets.Purity(_left) + PurityWithMissing(_right);
            if (best is null || purity > best.Value.Purity) best = new SplitCandidate(feature, threshold, true, purity);
        }

        return best;
    }

    private double PurityWithMissing(double[] side)
    {
        for (int i = 0; i < side.Length; i++) _scratch[i] = side[i] + _missing[i];
        return _targets.Purity(_scratch);
    }

    private static float Midpoint(float low, float high)
    {
        float middle = (low / 2) + (high / 2);
        return middle > low ? middle : high;
    }
}

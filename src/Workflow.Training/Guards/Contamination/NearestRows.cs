namespace Workflow.Training.Guards.Contamination;

/// <summary>The rows that lie nearest to one row, nearest first.</summary>
internal sealed class NearestRows
{
    private readonly float[] _squares;
    private readonly int[] _rows;

    private NearestRows(int count)
    {
        _squares = new float[count];
        _rows = new int[count];
    }

    /// <summary>The rows found.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>The distance of the row at a place, from 0.</summary>
    public double Distance(int place) => Math.Sqrt(_squares[place]);

    /// <summary>Looks at every candidate; of equal distances the earlier one counts as nearer.</summary>
    /// <param name="points">The points.</param>
    /// <param name="row">The row whose neighbours are wanted.</param>
    /// <param name="candidates">Rows that may be neighbours.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>Null where there are too few candidates.</returns>
    public static NearestRows? Find(RowPoints points, int row, ReadOnlySpan<int> candidates, int count)
    {
        var nearest = new NearestRows(count);
        int found = 0;
        foreach (int candidate in candidates)
        {
            float square = points.SquaredDistance(row, candidate);
            if (found < count) found++;
            else if (square >= nearest._squares[^1]) continue;
            nearest.Insert(square, candidate, found);
        }

        return found == count ? nearest : null;
    }

    private void Insert(float square, int row, int found)
    {
        int place = found - 1;
        for (; place > 0 && _squares[place - 1] > square; place--)
        {
            _squares[place] = _squares[place - 1];
            _rows[place] = _rows[place - 1];
        }

        _squares[place] = square;
        _rows[place] = row;
    }
}

namespace Workflow.Scoring.Models;

/// <summary>A curve that never falls: straight between its knots, constant outside them. Immutable.</summary>
public sealed class MarginCurve
{
    // Far from the largest double, so that no difference of two knots overflows.
    private const double LargestKnot = 1e300;

    private readonly double[] _x;
    private readonly double[] _y;

    /// <summary>Creates the curve from copies of its knots.</summary>
    /// <param name="x">Where the knots stand: at least one, each above the one before, at most 1e300 in size.</param>
    /// <param name="y">The curve's value at each knot, none below the one before, at most 1e300 in size.</param>
    /// <exception cref="ArgumentException">Knots out of order or out of range.</exception>
    public MarginCurve(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        _x = x.ToArray();
        _y = y.ToArray();
        ContentCheck.Require(_x.Length > 0, $"a curve needs a knot");
        ContentCheck.Require(_y.Length == _x.Length, $"a curve has {_x.Length} knots, but {_y.Length} values");
        for (int i = 0; i < _x.Length; i++)
        {
            ContentCheck.Require(Math.Abs(_x[i]) <= LargestKnot && Math.Abs(_y[i]) <= LargestKnot, $"knot {i} of a curve is out of range");
            ContentCheck.Require(i == 0 || (_x[i] > _x[i - 1] && _y[i] >= _y[i - 1]), $"knot {i} of a curve is out of order");
        }
    }

    /// <summary>Where the knots stand.</summary>
    public ReadOnlySpan<double> X => _x;

    /// <summary>The curve's value at each knot.</summary>
    public ReadOnlySpan<double> Y => _y;

    /// <summary>The curve's value.</summary>
    /// <param name="x">Not NaN.</param>
    public double At(double x)
    {
        int right = Right(x);
        if (right == 0) return _y[0];
        if (right == _x.Length) return _y[^1];
        double share = (x - _x[right - 1]) / (_x[right] - _x[right - 1]);

        // Rounding must not carry the end of a segment above the start of the next.
        return Math.Min(_y[right], _y[right - 1] + (share * (_y[right] - _y[right - 1])));
    }

    /// <summary>Mean slope between two places; the slope there where they are one.</summary>
    internal double MeanSlope(double a, double b)
    {
        int right = Right(a);
        if (right != Right(b)) return (At(b) - At(a)) / (b - a);
        return right == 0 || right == _x.Length ? 0 : (_y[right] - _y[right - 1]) / (_x[right] - _x[right - 1]);
    }

    // Index of the first knot above x.
    private int Right(double x)
    {
        int low = 0;
        int high = _x.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_x[middle] <= x) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

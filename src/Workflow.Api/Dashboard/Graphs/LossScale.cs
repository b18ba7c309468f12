using System.Globalization;

namespace Workflow.Api.Dashboard.Graphs;

/// <summary>Maps losses to heights: by their logarithms where they differ by much, as the baseline's and the winner's do.</summary>
internal sealed class LossScale
{
    private const double MuchDifference = 5;
    private const int MostTicks = 7;

    private readonly double _from;
    private readonly double _to;
    private readonly double _bottom;
    private readonly double _top;
    private readonly bool _isLogarithmic;

    /// <summary>Creates a scale.</summary>
    /// <param name="lowest">The lowest loss.</param>
    /// <param name="highest">The highest loss.</param>
    /// <param name="bottom">Where the lowest lies.</param>
    /// <param name="top">Where the highest lies.</param>
    public LossScale(double lowest, double highest, double bottom, double top)
    {
        _isLogarithmic = lowest > 0 && highest / lowest > MuchDifference;
        (_bottom, _top) = (bottom, top);
        (_from, _to) = (Of(lowest), Of(highest));
        if (_to > _from) return;
        double margin = _from == 0 ? 1 : Math.Abs(_from) * 0.1;
        (_from, _to) = (_from - margin, _to + margin);
    }

    /// <summary>The height of a loss.</summary>
    public double At(double loss) => _bottom + ((_top - _bottom) * (Of(loss) - _from) / (_to - _from));

    /// <summary>Round losses to write at the axis.</summary>
    public IReadOnlyList<ChartTick> Ticks() =>
        [.. (_isLogarithmic ? Logarithmic() : Linear(_from, _to)).Select(loss => new ChartTick(At(loss), loss.ToString("G3", CultureInfo.InvariantCulture)))];

    /// <summary>Round numbers between two others: multiples of 1, 2 or 5 times a power of ten.</summary>
    public static IEnumerable<double> Linear(double from, double to)
    {
        double least = (to - from) / MostTicks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double step = new[] { power, 2 * power, 5 * power, 10 * power }.First(candidate => candidate >= least);
        for (double i = Math.Ceiling(from / step); i * step <= to; i++) yield return i * step;
    }

    // Over many powers of ten only some of them; over few also what lies between.
    private IEnumerable<double> Logarithmic()
    {
        int step = (int)Math.Ceiling((_to - _from) / MostTicks);
        double[] factors = _to - _from > MostTicks / 3.0 ? [1] : [1, 2, 5];
        for (int power = (int)Math.Floor(_from); power <= _to; power += step)
        {
            foreach (double loss in factors.Select(factor => factor * Math.Pow(10, power)).Where(loss => Of(loss) >= _from && Of(loss) <= _to)) yield return loss;
        }
    }

    private double Of(double loss) => _isLogarithmic ? Math.Log10(loss) : loss;
}

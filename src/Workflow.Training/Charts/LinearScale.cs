using System.Runtime.InteropServices;

namespace Workflow.Training.Charts;

/// <summary>Maps numbers to positions on an axis.</summary>
/// <param name="From">Lowest number.</param>
/// <param name="To">Highest number; its half lies above that of <paramref name="From"/>.</param>
/// <param name="Start">Position of the lowest.</param>
/// <param name="End">Position of the highest.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LinearScale(double From, double To, double Start, double End)
{
    /// <summary>The position of a number; outside the ends for numbers beyond them.</summary>
    public double At(double number) => Start + ((End - Start) * Half(number) / Half(To));

    /// <summary>Round numbers to write at the axis: multiples of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="most">How many at most, at least 2.</param>
    public IReadOnlyList<double> Ticks(int most)
    {
        double step = RoundStep((To / most) - (From / most));
        double first = Math.Ceiling(From / step);
        var ticks = new List<double>();
        for (int i = 0; i <= most && (first + i) * step <= To; i++) ticks.Add((first + i) * step);
        return ticks;
    }

    // Halves, so that the distance of the lowest from the highest double is a double.
    private double Half(double number) => (number / 2) - (From / 2);

    private static double RoundStep(double least)
    {
        double power = 1;
        while (power * 10 <= least) power *= 10;
        while (power > least) power /= 10;
        return power >= least ? power : 2 * power >= least ? 2 * power : 5 * power >= least ? 5 * power : 10 * power;
    }
}

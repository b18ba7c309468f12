using Workflow.Scoring.Features;
using Workflow.Scoring.Maths;

namespace Workflow.Training.Features;

/// <summary>
/// Normal scores of a column (van der Waerden): the value of rank r among n becomes the standard normal quantile of r / (n + 1). Knots stand
/// at equal steps of rank; equal values share the mean of their ranks.
/// </summary>
internal static class NormalScores
{
    private const int MostKnots = 128;

    /// <summary>The curve of a column; null where it has fewer than two different values, or some beyond single precision.</summary>
    public static FeatureCurve? Learn(IEnumerable<double> cells)
    {
        double[] sorted = [.. cells.Where(cell => !double.IsNaN(cell))];
        Array.Sort(sorted);
        if (sorted.Length == 0 || sorted[0] == sorted[^1] || sorted[0] < float.MinValue || sorted[^1] > float.MaxValue) return null;
        var x = new List<double>();
        var y = new List<double>();
        int knots = Math.Min(MostKnots, sorted.Length);
        for (int knot = 0; knot < knots; knot++)
        {
            double value = sorted[(int)((long)knot * (sorted.Length - 1) / (knots - 1))];
            if (x.Count > 0 && value == x[^1]) continue;
            x.Add(value);
            y.Add(Quantile(MeanRank(sorted, value) / (sorted.Length + 1)));
        }

        return new FeatureCurve(x, y);
    }

    /// <summary>
    /// The standard normal quantile by rational approximation, absolute error below 4.5e-4 (Abramowitz and Stegun, Handbook of Mathematical
    /// Functions, 26.2.23).
    /// </summary>
    public static double Quantile(double p)
    {
        if (p == 0.5) return 0;
        double t = Math.Sqrt(-2 * PortableMath.Log(Math.Min(p, 1 - p)));
        double z = t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308)))))));
        return p < 0.5 ? -z : z;
    }

    // Ranks count from 1.
    private static double MeanRank(double[] sorted, double value)
    {
        int first = FirstAtLeast(sorted, value);
        int end = FirstAtLeast(sorted, Math.BitIncrement(value));
        return (first + 1 + end) / 2.0;
    }

    private static int FirstAtLeast(double[] sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

using System.Runtime.InteropServices;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;

namespace Workflow.Training.Calibration;

/// <summary>
/// Isotonic calibration of a model of two classes (Zadrozny and Elkan, 2002): the non-decreasing curve that fits held-back rows best, found by
/// pooling adjacent violators. Each pool becomes a knot at its mean margin; its share counts half a row of each class more than it has.
/// </summary>
internal static class IsotonicCurve
{
    private const int MostPools = 100;

    /// <summary>The curve from the model's margin to the calibrated one.</summary>
    public static MarginCurve Fit(PredictedRows rows, ReadOnlySpan<double> margins)
    {
        double[] keys = margins.ToArray();
        int[] labels = [.. rows.Labels];
        Array.Sort(keys, labels);

        // Small pools to begin with, so that a single row makes no step; equal margins stay together.
        int smallest = Math.Max(1, keys.Length / MostPools);
        var pools = new List<Pool>();
        for (int start = 0; start < keys.Length;)
        {
            int end = Math.Min(keys.Length, start + smallest);
            while (end < keys.Length && keys[end] == keys[end - 1]) end++;
            pools.Add(Pool.Of(keys.AsSpan(start, end - start), labels.AsSpan(start, end - start)));
            start = end;
            while (pools.Count > 1 && (pools[^2].LogOdds >= pools[^1].LogOdds || !(pools[^2].MeanMargin < pools[^1].MeanMargin)))
            {
                pools[^2] = pools[^2].With(pools[^1]);
                pools.RemoveAt(pools.Count - 1);
            }
        }

        return new MarginCurve([.. pools.Select(pool => pool.MeanMargin)], [.. pools.Select(pool => pool.LogOdds)]);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Pool(double Rows, double Positives, double MarginSum)
    {
        public double MeanMargin => MarginSum / Rows;

        public double LogOdds => PortableMath.Log((Positives + 0.5) / (Rows - Positives + 0.5));

        public static Pool Of(ReadOnlySpan<double> margins, ReadOnlySpan<int> labels)
        {
            double sum = 0;
            foreach (double margin in margins) sum += margin;
            return new Pool(margins.Length, labels.Count(1), sum);
        }

        public Pool With(Pool other) => new(Rows + other.Rows, Positives + other.Positives, MarginSum + other.MarginSum);
    }
}

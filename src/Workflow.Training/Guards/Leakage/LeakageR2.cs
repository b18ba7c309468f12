using Workflow.Training.Splits;

namespace Workflow.Training.Guards.Leakage;

/// <summary>
/// How well one column predicts a number on its own: R² of trees' predictions for held-back rows (<see cref="SingleColumnTree"/>), 5-fold
/// cross-validation over tenths of the target. Six levels: four intervals would explain 94 % of a copy of an evenly spread target, and 88 %
/// of a normal one, so that no limit above could ever be reached; 64 intervals, each of at least half a percent of the rows, explain more than
/// 99 % of both.
/// </summary>
internal static class LeakageR2
{
    private const int Folds = 5;
    private const int Depth = 6;
    private const int SmallestLeafShare = 200;
    private const double Normal975 = 1.959964;

    /// <summary>R²: 1 explains everything, 0 nothing; below 0 is worse than the mean.</summary>
    /// <param name="cells">The column's cells; NaN is missing.</param>
    /// <param name="targets">The number to be predicted of each cell.</param>
    /// <param name="seed">Seed of the folds.</param>
    public static LeakageScore Measure(ReadOnlySpan<double> cells, ReadOnlySpan<double> targets, long seed)
    {
        // Around their mean, so that sums of squares keep their digits.
        double mean = targets.ToArray().Average();
        double[] centred = [.. targets.ToArray().Select(target => target - mean)];
        var strata = Strata.Of([], 0, targets);
        int[] folds = StratifiedFolds.Assign(strata.OfRow, strata.Count, Folds, seed, "leakage");
        double[] predictions = HeldBackPredictions.Of(cells, centred, 1, Depth, Math.Max(1, targets.Length / SmallestLeafShare), folds);
        double total = centred.Sum(target => target * target);
        if (total <= targets.Length * Squared(mean * 1e-12)) return new LeakageScore(0, new Interval(0, 0));
        double r2 = 1 - (centred.Zip(predictions).Sum(pair => Squared(pair.First - pair.Second)) / total);
        return new LeakageScore(r2, IntervalOf(r2, centred, predictions, total));
    }

    // The delta method: R² is 1 less a ratio of two means over rows; how much each row moves it gives its variance.
    private static Interval IntervalOf(double r2, double[] targets, double[] predictions, double total)
    {
        double squares = targets.Zip(predictions).Sum(pair => Squared(Squared(pair.First - pair.Second) - ((1 - r2) * Squared(pair.First))));
        double error = Math.Sqrt(squares) / total;
        return new Interval(r2 - (Normal975 * error), Math.Min(1, r2 + (Normal975 * error)));
    }

    private static double Squared(double x) => x * x;
}

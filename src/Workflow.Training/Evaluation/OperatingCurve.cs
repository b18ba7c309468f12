using Workflow.Training.Metrics;

namespace Workflow.Training.Evaluation;

/// <summary>
/// What a threshold on one class's probability leads to, from the highest threshold to the lowest: the points of the ROC and of the
/// precision-recall curve.
/// </summary>
/// <param name="Class">The class; null for all classes pooled, where every row counts once for every class (micro average).</param>
/// <param name="Positives">Rows of the class.</param>
/// <param name="Negatives">Other rows.</param>
/// <param name="Auc">Area under the ROC curve.</param>
/// <param name="AveragePrecision">Mean of the precisions at which the rows of the class are found: the area under the precision-recall steps.</param>
/// <param name="Points">The corners of the curve.</param>
/// <param name="Best">Index of the point with the highest Matthews correlation.</param>
public sealed record OperatingCurve(
    string? Class, int Positives, int Negatives, double Auc, double AveragePrecision, IReadOnlyList<CurvePoint> Points, int Best)
{
    /// <summary>Index of the point of the chosen threshold; null where none was chosen, or it takes no row for the class.</summary>
    public int? Chosen { get; init; }

    // More say nothing that can be seen.
    private const int MostPoints = 120;

    /// <summary>Traces the curve.</summary>
    /// <param name="name">The class; null for all pooled.</param>
    /// <param name="probabilities">Probability of the class for each row.</param>
    /// <param name="isPositive">Whether each row is of the class.</param>
    /// <param name="threshold">The chosen threshold, which stays a point of its own; null for none.</param>
    /// <returns>Null where all rows are of the class or none.</returns>
    public static OperatingCurve? Trace(string? name, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> isPositive, double? threshold = null)
    {
        double[] keys = probabilities.ToArray();
        bool[] positive = isPositive.ToArray();
        Array.Sort(keys, positive);
        int positives = positive.Count(value => value), negatives = keys.Length - positives;
        if (positives == 0 || negatives == 0) return null;
        var points = new List<CurvePoint>();
        int truePositives = 0, falsePositives = 0;
        double averagePrecision = 0;
        for (int end = keys.Length; end > 0;)
        {
            int start = end - 1;
            while (start > 0 && keys[start - 1] == keys[end - 1]) start--;
            int found = positive.AsSpan(start, end - start).Count(true);
            truePositives += found;
            falsePositives += end - start - found;
            averagePrecision += (double)truePositives / (truePositives + falsePositives) * found / positives;
            points.Add(CurvePoint.Of(keys[start], truePositives, falsePositives, positives, negatives));
            end = start;
        }

        // Every threshold down to the next lower probability does the same.
        int chosen = points.FindLastIndex(point => point.Threshold >= threshold);
        if (chosen >= 0) points[chosen] = points[chosen] with { Threshold = threshold!.Value };
        CurvePoint[] kept = Thin([.. Corners(points, chosen)], threshold);
        int best = Array.IndexOf(kept, kept.MaxBy(point => point.Mcc));
        return new OperatingCurve(name, positives, negatives, RankingMetrics.Auc(probabilities, isPositive), averagePrecision, kept, best)
        {
            Chosen = chosen < 0 ? null : Array.FindIndex(kept, point => point.Threshold == threshold),
        };
    }

    // Between two corners a threshold finds only more rows of the class, or only more others.
    private static IEnumerable<CurvePoint> Corners(List<CurvePoint> points, int chosen)
    {
        for (int i = 0; i < points.Count; i++)
        {
            bool isOnUpright = i > 0 && i < points.Count - 1 && points[i - 1].FalsePositives == points[i].FalsePositives && points[i].FalsePositives == points[i + 1].FalsePositives;
            bool isOnLevel = i > 0 && i < points.Count - 1 && points[i - 1].TruePositives == points[i].TruePositives && points[i].TruePositives == points[i + 1].TruePositives;
            if (i == chosen || (!isOnUpright && !isOnLevel)) yield return points[i];
        }
    }

    private static CurvePoint[] Thin(CurvePoint[] points, double? threshold)
    {
        if (points.Length <= MostPoints) return points;
        int best = Array.IndexOf(points, points.MaxBy(point => point.Mcc)), chosen = Array.FindIndex(points, point => point.Threshold == threshold);
        return
        [
            .. Enumerable.Range(0, MostPoints)
                .Select(i => (int)((long)i * (points.Length - 1) / (MostPoints - 1)))
                .Append(best)
                .Append(chosen < 0 ? best : chosen)
                .Distinct()
                .Order()
                .Select(i => points[i]),
        ];
    }
}

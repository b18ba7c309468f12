namespace Workflow.Training.Metrics;

/// <summary>Area under the ROC curve.</summary>
public static class RankingMetrics
{
    /// <summary>
    /// Probability that a positive row scores above a negative one, ties counted half (the Mann-Whitney statistic).
    /// </summary>
    /// <param name="scores">One score per row; NaN is not allowed.</param>
    /// <param name="isPositive">Whether each row is positive.</param>
    /// <returns>From 0 to 1; NaN where one of the two kinds is absent.</returns>
    public static double Auc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        double[] keys = scores.ToArray();
        bool[] positive = isPositive.ToArray();
        Array.Sort(keys, positive);

        // Ranks as whole numbers: twice the mean rank of each group of ties.
        long positives = 0, doubledRankSum = 0;
        for (int start = 0; start < keys.Length;)
        {
            int end = start + 1;
            while (end < keys.Length && keys[end] == keys[start]) end++;
            long inGroup = positive.AsSpan(start, end - start).Count(true);
            positives += inGroup;
            doubledRankSum += inGroup * (start + 1 + end);
            start = end;
        }

        long negatives = keys.Length - positives;
        if (positives == 0 || negatives == 0) return double.NaN;
        return (doubledRankSum - (positives * (positives + 1))) / (2.0 * positives * negatives);
    }

    /// <summary>AUC of each class against all others; null where the class has no rows or all of them.</summary>
    /// <param name="probabilities">One probability per class, row by row.</param>
    /// <param name="labels">Class index of each row.</param>
    /// <param name="classCount">Number of classes.</param>
    public static double?[] OneVersusRest(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classCount)
    {
        var aucs = new double?[classCount];
        var scores = new double[labels.Length];
        var isPositive = new bool[labels.Length];
        for (int c = 0; c < classCount; c++)
        {
            for (int row = 0; row < scores.Length; row++)
            {
                scores[row] = probabilities[(row * classCount) + c];
                isPositive[row] = labels[row] == c;
            }

            double auc = Auc(scores, isPositive);
            aucs[c] = double.IsNaN(auc) ? null : auc;
        }

        return aucs;
    }

    /// <summary>Mean of the defined values of <see cref="OneVersusRest"/>; null where none is defined.</summary>
    public static double? Macro(IReadOnlyList<double?> aucs) => aucs.Any(auc => auc is not null) ? aucs.Average() : null;
}

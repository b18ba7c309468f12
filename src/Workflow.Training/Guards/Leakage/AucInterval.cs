using Workflow.Training.Metrics;

namespace Workflow.Training.Guards.Leakage;

/// <summary>
/// The 95 % confidence interval of a macro one-versus-rest AUC, predictions taken as given. Its variance is that of DeLong and others (1988):
/// each row's placement among the rows of the other side, over all classes; rows vary within their classes. Of the variance Wilson's score
/// interval (1927) makes an interval that stays within 0 and 1 and has a width even where no two rows are ordered wrongly: an AUC is taken
/// for a share of as many rows as give the same variance, or, where there is none, of the rows of the smallest class.
/// </summary>
internal static class AucInterval
{
    /// <summary>The interval.</summary>
    /// <param name="auc">The macro AUC.</param>
    /// <param name="probabilities">One probability per class, row by row.</param>
    /// <param name="labels">Class index of each row.</param>
    /// <param name="classCount">Number of classes.</param>
    public static Interval Of(double auc, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classCount)
    {
        double variance = Variance(probabilities, labels, classCount, out int smallestClass);
        double spread = auc * (1 - auc);
        double rows = variance > 0 && spread > 0 ? spread / variance : smallestClass;
        (double low, double high) = ShareInterval.Of(auc, rows);
        return new Interval(low, high);
    }

    private static double Variance(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classCount, out int smallestClass)
    {
        int[] rowsOfClass = new int[classCount];
        foreach (int label in labels) rowsOfClass[label]++;
        int rows = labels.Length;
        int[] measured = [.. Enumerable.Range(0, classCount).Where(c => rowsOfClass[c] > 0 && rowsOfClass[c] < rows)];
        smallestClass = rowsOfClass.Where(count => count > 0).DefaultIfEmpty(0).Min();

        // How much each row moves the sum of the AUCs.
        var influence = new double[rows];
        var scores = new double[rows];
        foreach (int c in measured)
        {
            for (int row = 0; row < rows; row++) scores[row] = probabilities[(row * classCount) + c];
            AddPlacements(scores, labels, c, rowsOfClass[c], influence);
        }

        double sum = 0;
        for (int c = 0; c < classCount; c++) sum += rowsOfClass[c] * SampleVariance(influence, labels, c, rowsOfClass[c]);
        return sum / Math.Max(1, measured.Length * measured.Length);
    }

    // A row of the class: the share of other rows below it, ties half. Another row: the share of the class's rows above it.
    private static void AddPlacements(double[] scores, ReadOnlySpan<int> labels, int positive, int positives, double[] influence)
    {
        int negatives = scores.Length - positives;
        double[] keys = [.. scores];
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(keys, order);
        int positivesBelow = 0;
        for (int start = 0; start < order.Length;)
        {
            int end = start, tied = 0;
            for (; end < order.Length && keys[end] == keys[start]; end++) tied += labels[order[end]] == positive ? 1 : 0;
            int negativesBelow = start - positivesBelow;
            int tiedNegatives = end - start - tied;
            double ofPositive = (negativesBelow + (0.5 * tiedNegatives)) / negatives / positives;
            double ofNegative = (positives - positivesBelow - (0.5 * tied)) / positives / negatives;
            for (int i = start; i < end; i++) influence[order[i]] += labels[order[i]] == positive ? ofPositive : ofNegative;
            positivesBelow += tied;
            start = end;
        }
    }

    private static double SampleVariance(double[] influence, ReadOnlySpan<int> labels, int c, int rows)
    {
        if (rows < 2) return 0;
        double mean = 0, squares = 0;
        for (int row = 0; row < influence.Length; row++) mean += labels[row] == c ? influence[row] / rows : 0;
        for (int row = 0; row < influence.Length; row++) squares += labels[row] == c ? (influence[row] - mean) * (influence[row] - mean) : 0;
        return squares / (rows - 1);
    }
}

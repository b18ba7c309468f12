namespace Workflow.Training.Evaluation;

/// <summary>What a threshold leads to: rows whose probability reaches it are taken for the class.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="TruePositives">Rows of the class at or above it.</param>
/// <param name="FalsePositives">Other rows at or above it.</param>
/// <param name="Recall">Share of the rows of the class that are found: the true positive rate.</param>
/// <param name="Precision">Share of the found rows that are of the class.</param>
/// <param name="FalsePositiveRate">Share of the other rows that are taken for the class.</param>
/// <param name="F1">Harmonic mean of precision and recall.</param>
/// <param name="Mcc">Matthews correlation coefficient; 0 where it is undefined.</param>
public sealed record CurvePoint(
    double Threshold, int TruePositives, int FalsePositives, double Recall, double Precision, double FalsePositiveRate, double F1, double Mcc)
{
    /// <summary>What one threshold leads to.</summary>
    /// <param name="threshold">The threshold.</param>
    /// <param name="probabilities">Probability of the class for each row.</param>
    /// <param name="isPositive">Whether each row is of the class.</param>
    public static CurvePoint At(double threshold, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> isPositive)
    {
        int truePositives = 0, falsePositives = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] < threshold) continue;
            if (isPositive[i]) truePositives++;
            else falsePositives++;
        }

        int positives = isPositive.Count(true);
        return Of(threshold, truePositives, falsePositives, positives, isPositive.Length - positives);
    }

    internal static CurvePoint Of(double threshold, int truePositives, int falsePositives, int positives, int negatives)
    {
        double tp = truePositives, fp = falsePositives, fn = positives - tp, tn = negatives - fp;
        double denominator = Math.Sqrt((tp + fp) * (tp + fn)) * Math.Sqrt((tn + fp) * (tn + fn));
        return new CurvePoint(
            threshold,
            truePositives,
            falsePositives,
            Share(tp, positives),
            Share(tp, tp + fp),
            Share(fp, negatives),
            Share(2 * tp, (2 * tp) + fp + fn),
            denominator == 0 ? 0 : ((tp * tn) - (fp * fn)) / denominator);
    }

    // Where there is nothing to take a share of, there is none.
    private static double Share(double part, double all) => all == 0 ? 0 : part / all;
}

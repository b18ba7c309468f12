using Workflow.Scoring.Maths;

namespace Workflow.Training.Calibration;

/// <summary>
/// Log loss as if half a row more had been seen, whose class is any but the true one: nobody who has seen n rows knows that the next cannot
/// surprise (Jeffreys' prior). It keeps a model that was right on every row from certainty, and matters little where rows were mistaken.
/// </summary>
internal static class SmoothedLogLoss
{
    /// <summary>Rows of surprise.</summary>
    private const double Surprise = 0.5;

    /// <summary>The loss, per row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="margins">Their margins, row by row.</param>
    /// <param name="scale">What the margins are multiplied by.</param>
    public static double Of(PredictedRows rows, ReadOnlySpan<double> margins, double scale = 1) => Terms(rows, margins, scale).Loss;

    /// <summary>The loss of probabilities, per row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="probabilities">One per class, row by row; 0 counts as the smallest double.</param>
    public static double OfProbabilities(PredictedRows rows, ReadOnlySpan<double> probabilities)
    {
        int classes = rows.ClassCount;
        double ofTrue = 0, ofOthers = 0;
        for (int row = 0; row < rows.Labels.Length; row++)
        {
            for (int k = 0; k < classes; k++)
            {
                double logarithm = PortableMath.Log(Math.Max(probabilities[(row * classes) + k], double.Epsilon));
                if (k == rows.Labels[row]) ofTrue += logarithm;
                else ofOthers += logarithm;
            }
        }

        double count = rows.Labels.Length;
        return -(ofTrue + (Surprise / count * ofOthers / (classes - 1))) / count;
    }

    /// <summary>The loss, and its first and second derivative by the scale.</summary>
    public static (double Loss, double Slope, double Curvature) Terms(PredictedRows rows, ReadOnlySpan<double> margins, double scale)
    {
        int classes = rows.ClassCount;
        Span<double> m = stackalloc double[classes];
        double loss = 0, slope = 0, curvature = 0;
        double share = Surprise / rows.Labels.Length;
        for (int row = 0; row < rows.Labels.Length; row++)
        {
            Read(margins, row, m);
            double largest = double.NegativeInfinity, all = 0;
            foreach (double margin in m)
            {
                largest = Math.Max(largest, scale * margin);
                all += margin;
            }

            double sum = 0, first = 0, second = 0;
            foreach (double margin in m)
            {
                double e = PortableMath.Exp((scale * margin) - largest);
                sum += e;
                first += e * margin;
                second += e * margin * margin;
            }

            first /= sum;
            double logarithm = largest + PortableMath.Log(sum);
            double truth = m[rows.Labels[row]];
            double others = (all - truth) / (classes - 1);
            loss += logarithm - (scale * truth) + (share * (logarithm - (scale * others)));
            slope += first - truth + (share * (first - others));
            curvature += (1 + share) * ((second / sum) - (first * first));
        }

        double count = rows.Labels.Length;
        return (loss / count, slope / count, curvature / count);
    }

    // One margin stands for the second of two classes.
    private static void Read(ReadOnlySpan<double> margins, int row, Span<double> m)
    {
        if (m.Length == 2)
        {
            m[0] = 0;
            m[1] = margins[row];
            return;
        }

        margins.Slice(row * m.Length, m.Length).CopyTo(m);
    }
}

namespace Workflow.Scoring.Maths;

/// <summary>Logarithms of the probabilities that margins stand for, finite however sure a model is, with portable arithmetic.</summary>
internal static class LogProbabilities
{
    /// <summary>Number of classes of models with this number of margins: one margin stands for the second of two.</summary>
    public static int ClassCount(int marginCount) => marginCount == 1 ? 2 : marginCount;

    /// <summary>Computes those of one row.</summary>
    /// <param name="margins">The log-odds of the second of two classes, or one margin per class. Finite.</param>
    /// <param name="logarithms">Receives one number per class, none above 0.</param>
    public static void Of(ReadOnlySpan<double> margins, Span<double> logarithms)
    {
        if (margins.Length == 1)
        {
            logarithms[0] = 0;
            logarithms[1] = margins[0];
        }
        else
        {
            margins.CopyTo(logarithms);
        }

        double whole = OfSum(logarithms);
        for (int i = 0; i < logarithms.Length; i++) logarithms[i] -= whole;
    }

    /// <summary>The logarithm of the sum of what the numbers are the logarithms of.</summary>
    public static double OfSum(ReadOnlySpan<double> logarithms)
    {
        double largest = logarithms[0];
        foreach (double logarithm in logarithms) largest = Math.Max(largest, logarithm);
        double sum = 0;
        foreach (double logarithm in logarithms) sum += PortableMath.Exp(logarithm - largest);
        return largest + PortableMath.Log(sum);
    }

    /// <summary>The margins of logarithms of probabilities: themselves, of two classes under one margin their difference.</summary>
    /// <param name="logarithms">One number per class.</param>
    /// <param name="scale">What the margins are multiplied by.</param>
    /// <param name="margins">Receives them.</param>
    public static void ToMargins(ReadOnlySpan<double> logarithms, double scale, Span<double> margins)
    {
        if (margins.Length == 1)
        {
            margins[0] = scale * (logarithms[1] - logarithms[0]);
            return;
        }

        for (int i = 0; i < margins.Length; i++) margins[i] = scale * logarithms[i];
    }
}

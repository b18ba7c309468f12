namespace Workflow.Scoring.Maths;

/// <summary>Applies a <see cref="Link"/> with portable arithmetic: equal margins give equal outputs on every host.</summary>
public static class LinkFunctions
{
    /// <summary>Number of outputs of a model with this link and this number of margins.</summary>
    public static int OutputCount(Link link, int marginCount) => link == Link.Sigmoid ? 2 : marginCount;

    /// <summary>Turns the margins of one row into its outputs.</summary>
    /// <param name="link">The link.</param>
    /// <param name="margins">One margin for <see cref="Link.Sigmoid"/>, one per output otherwise. Not NaN.</param>
    /// <param name="outputs">Receives the outputs; probabilities sum to 1 within rounding.</param>
    public static void Apply(Link link, ReadOnlySpan<double> margins, Span<double> outputs)
    {
        switch (link)
        {
            case Link.Sigmoid:
                Sigmoid(margins[0], outputs);
                break;
            case Link.Softmax:
                Softmax(margins, outputs);
                break;
            default:
                margins.CopyTo(outputs);
                break;
        }
    }

    private static void Sigmoid(double margin, Span<double> outputs)
    {
        // The exponent is never positive, so neither side loses digits.
        double e = PortableMath.Exp(-Math.Abs(margin));
        double larger = 1 / (1 + e);
        double smaller = e / (1 + e);
        outputs[0] = margin >= 0 ? smaller : larger;
        outputs[1] = margin >= 0 ? larger : smaller;
    }

    private static void Softmax(ReadOnlySpan<double> margins, Span<double> outputs)
    {
        double largest = margins[0];
        foreach (double margin in margins) largest = Math.Max(largest, margin);

        double sum = 0;
        for (int i = 0; i < margins.Length; i++)
        {
            // Equality first: infinity less infinity is no number.
            outputs[i] = margins[i] == largest ? 1 : PortableMath.Exp(margins[i] - largest);
            sum += outputs[i];
        }

        for (int i = 0; i < margins.Length; i++) outputs[i] /= sum;
    }
}

using Workflow.Scoring.Maths;

namespace Workflow.Training.Experiments.Ensembles;

/// <summary>
/// Joins what several models say of the same rows: of classes the weighted mean of their probabilities (a linear opinion pool, as Caruana's
/// ensembles are), of numbers the weighted mean. Where one model is sure and wrong, a mean of probabilities keeps what the others hold possible; a
/// mean of margins, which multiplies probabilities, would not.
/// </summary>
/// <param name="classCount">Number of classes; 0 for numbers.</param>
internal sealed class OpinionPool(int classCount)
{
    /// <summary>What one model says: the probability of each class row by row, or its numbers.</summary>
    /// <param name="margins">The model's calibrated margins.</param>
    public double[] OpinionsOf(double[] margins)
    {
        if (classCount == 0) return margins;
        Link link = classCount == 2 ? Link.Sigmoid : Link.Softmax;
        int width = classCount == 2 ? 1 : classCount;
        var opinions = new double[margins.Length / width * classCount];
        for (int i = 0, j = 0; i < margins.Length; i += width, j += classCount)
        {
            LinkFunctions.Apply(link, margins.AsSpan(i, width), opinions.AsSpan(j, classCount));
        }

        return opinions;
    }

    /// <summary>The margins of the weighted mean of some opinions.</summary>
    /// <param name="opinions">What each model says of the same rows.</param>
    /// <param name="shares">What each counts; they sum to 1.</param>
    public double[] Join(IReadOnlyList<double[]> opinions, IReadOnlyList<double> shares)
    {
        var sum = new double[opinions[0].Length];
        for (int model = 0; model < opinions.Count; model++)
        {
            if (shares[model] == 0) continue;
            for (int i = 0; i < sum.Length; i++) sum[i] += shares[model] * opinions[model][i];
        }

        return MarginsOf(sum);
    }

    /// <summary>The margins of the weighted mean of what some models' margins say.</summary>
    public double[] JoinMargins(IReadOnlyList<double[]> margins, IReadOnlyList<double> shares) => Join([.. margins.Select(OpinionsOf)], shares);

    // Logarithms of probabilities, of two classes the logarithm of their ratio.
    private double[] MarginsOf(double[] opinions)
    {
        if (classCount == 0) return opinions;
        var margins = new double[classCount == 2 ? opinions.Length / 2 : opinions.Length];
        for (int i = 0; i < margins.Length; i++) margins[i] = classCount > 2 ? Logarithm(opinions[i]) : Logarithm(opinions[(2 * i) + 1]) - Logarithm(opinions[2 * i]);
        return margins;
    }

    // A probability below the smallest double counts as that one.
    private static double Logarithm(double probability) => PortableMath.Log(Math.Max(probability, double.Epsilon));
}

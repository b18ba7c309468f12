using System.Runtime.Intrinsics;

namespace Workflow.Scoring.Explanations;

/// <summary>
/// Gauss and Legendre's rule on [0, 1]: with n points it integrates polynomials of degree up to 2n - 1 exactly. The points come in
/// vectors of four; the last vector is filled up with points of weight 0.
/// </summary>
internal sealed class QuadratureRule
{
    /// <summary>Computes the rule.</summary>
    /// <param name="points">Number of points, at least 1.</param>
    public QuadratureRule(int points)
    {
        int lanes = Vector256<double>.Count;
        int vectors = (points + lanes - 1) / lanes;
        double[] at = new double[vectors * lanes];
        double[] weights = new double[vectors * lanes];
        Array.Fill(at, 0.5);
        for (int i = 0; i < points; i++)
        {
            double root = Root(points, i);
            (double p, double before) = Legendre(points, root);
            double slope = points * (before - (root * p)) / (1 - (root * root));
            at[i] = (1 + root) / 2;
            weights[i] = 1 / ((1 - (root * root)) * slope * slope);
        }

        Points = [.. Enumerable.Range(0, vectors).Select(i => Vector256.Create(at, i * lanes))];
        Weights = [.. Enumerable.Range(0, vectors).Select(i => Vector256.Create(weights, i * lanes))];
    }

    /// <summary>Where the function is evaluated.</summary>
    public Vector256<double>[] Points { get; }

    /// <summary>How much its values there count.</summary>
    public Vector256<double>[] Weights { get; }

    // Halving an interval needs no first guess from a cosine, whose last bit varies from host to host.
    private static double Root(int degree, int index)
    {
        double low = -1;
        double high = 1;
        while (true)
        {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) return middle;
            if (RootsAbove(degree, middle) >= degree - index) low = middle;
            else high = middle;
        }
    }

    // Legendre's polynomials are a Sturm sequence: from P 0 to P n their signs at x change as often as P n has roots above x.
    private static int RootsAbove(int degree, double x)
    {
        int changes = 0;
        double before = 1;
        double p = x;
        for (int n = 1; n <= degree; n++)
        {
            if (p < 0 != before < 0) changes++;
            (before, p) = (p, Next(n, x, p, before));
        }

        return changes;
    }

    // The polynomial of a degree and the one before it.
    private static (double P, double Before) Legendre(int degree, double x)
    {
        double before = 1;
        double p = x;
        for (int n = 1; n < degree; n++) (before, p) = (p, Next(n, x, p, before));
        return (p, before);
    }

    private static double Next(int n, double x, double p, double before) => ((((2 * n) + 1) * x * p) - (n * before)) / (n + 1);
}

using Workflow.Scoring.Maths;

namespace Workflow.Training.Experiments.Proposals;

/// <summary>By how much a normally distributed loss is expected to fall below the best one (Jones, Schonlau, Welch, 1998).</summary>
internal static class ExpectedImprovement
{
    private const double InverseRootOfTwoPi = 0.39894228040143267;

    /// <summary>The expectation, at least 0.</summary>
    public static double Of(double best, double mean, double deviation)
    {
        double z = (best - mean) / deviation;
        double density = InverseRootOfTwoPi * PortableMath.Exp(-z * z / 2);
        return Math.Max(0, ((best - mean) * Distribution(z, density)) + (deviation * density));
    }

    // Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17: absolute error below 7.5e-8.
    private static double Distribution(double z, double density)
    {
        double t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        double tail = density * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return z >= 0 ? 1 - tail : tail;
    }
}

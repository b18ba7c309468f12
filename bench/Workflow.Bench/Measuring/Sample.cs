namespace Workflow.Bench.Measuring;

/// <summary>Several measurements of the same thing.</summary>
/// <param name="Values">The measurements.</param>
internal sealed record Sample(IReadOnlyList<double> Values)
{
    /// <summary>The middle one.</summary>
    public double Median => Quantile(0.5);

    /// <summary>The smallest.</summary>
    public double Minimum => Values.Min();

    /// <summary>The largest.</summary>
    public double Maximum => Values.Max();

    /// <summary>The measurement below which a share of all lies.</summary>
    public double Quantile(double share)
    {
        double[] sorted = [.. Values.Order()];
        return sorted[(int)Math.Min(sorted.Length - 1, Math.Floor(share * sorted.Length))];
    }
}

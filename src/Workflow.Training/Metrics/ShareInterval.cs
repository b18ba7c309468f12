namespace Workflow.Training.Metrics;

/// <summary>
/// The 95 % confidence interval of a share: Wilson's score interval (1927). It stays within 0 and 1, and has a width even where all or none count.
/// </summary>
internal static class ShareInterval
{
    private const double Normal975 = 1.959964;

    /// <summary>The interval.</summary>
    /// <param name="share">The share, from 0 to 1.</param>
    /// <param name="count">Of how many; above 0.</param>
    public static (double Low, double High) Of(double share, double count)
    {
        const double Z2 = Normal975 * Normal975;
        double spread = share * (1 - share);
        double centre = (share + (Z2 / (2 * count))) / (1 + (Z2 / count));
        double half = Normal975 / (1 + (Z2 / count)) * Math.Sqrt((spread / count) + (Z2 / (4 * count * count)));
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}

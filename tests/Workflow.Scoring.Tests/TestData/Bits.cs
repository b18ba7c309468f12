namespace Workflow.Scoring.Tests.TestData;

/// <summary>Comparisons of floating-point numbers by their bits.</summary>
internal static class Bits
{
    public static void AssertEqual(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), actual.Select(BitConverter.DoubleToInt64Bits));

    /// <summary>How many doubles lie between two, counting one of the ends.</summary>
    public static long UlpsBetween(double a, double b) => Math.Abs(Rank(a) - Rank(b));

    // Order of the bits is order of the numbers, once the negative ones are turned round.
    private static long Rank(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        return bits < 0 ? long.MinValue - bits : bits;
    }
}

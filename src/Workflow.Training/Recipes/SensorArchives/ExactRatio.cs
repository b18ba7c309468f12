using System.Numerics;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>Quotients of whole numbers, rounded once.</summary>
internal static class ExactRatio
{
    private const long ExactInDouble = 1L << 53;

    private static readonly Int128[] PowersOfTen = CreatePowers();

    /// <summary>Ten to the power of <paramref name="exponent"/>, from 0 to 38.</summary>
    public static Int128 PowerOfTen(int exponent) => PowersOfTen[exponent];

    /// <summary>The double nearest to the quotient, ties to even: the same for every way of writing it.</summary>
    public static double ToDouble(Int128 numerator, Int128 denominator)
    {
        // Both exact in a double: IEEE division rounds their true quotient.
        if (Int128.Abs(numerator) <= ExactInDouble && denominator <= ExactInDouble) return (double)(long)numerator / (long)denominator;
        return ToDouble((BigInteger)numerator, (BigInteger)denominator);
    }

    /// <summary>
    /// The double nearest to the quotient of any two whole numbers, the second positive; infinite beyond the largest double. Below the
    /// smallest normal double (2.2e-308), which no recipe reaches, it may be off by the last bit.
    /// </summary>
    public static double ToDouble(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.IsZero) return 0;

        // A quotient of 55 or 56 bits, the last of them set where anything is left over, rounds to 53 bits as the true one does.
        BigInteger magnitude = BigInteger.Abs(numerator);
        int shift = 55 - (int)(magnitude.GetBitLength() - denominator.GetBitLength());
        BigInteger quotient = shift >= 0
            ? BigInteger.DivRem(magnitude << shift, denominator, out BigInteger rest)
            : BigInteger.DivRem(magnitude, denominator << -shift, out rest);
        long bits = (long)quotient | (rest.IsZero ? 0L : 1L);
        double value = Math.ScaleB(bits, -shift);
        return numerator.Sign < 0 ? -value : value;
    }

    private static Int128[] CreatePowers()
    {
        var powers = new Int128[39];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Workflow.Scoring.Input;

/// <summary>Multiplies whole numbers by powers of ten and rounds once, to the nearest double, as IEEE 754 asks.</summary>
internal static class DecimalScale
{
    // 5^27 is below 2^63, 10^22 a double.
    private const int MostDivided = 27, MostExact = 22;

    private const int SignificandBits = 53, ExponentBias = 1023;

    // The first 64 bits of a product tell a double's bits and two more, unless all those behind are set.
    private const int TakenBits = SignificandBits + 2;
    private const ulong Behind = ulong.MaxValue >> TakenBits;

    // Only here may a number lie exactly halfway between two doubles.
    private const int LeastHalfway = -4;

    private static readonly double[] Powers =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    private static readonly Reciprocal[] Fives = [.. Enumerable.Range(0, MostDivided + 1).Select(Reciprocal.OfFive)];

    /// <summary>Powers of ten that are below 2^64.</summary>
    public static ReadOnlySpan<ulong> PowersOfTen =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000,
        10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
        10_000_000_000_000_000_000,
    ];

    /// <summary>Computes a number times a power of ten.</summary>
    /// <param name="number">The number.</param>
    /// <param name="power">The power.</param>
    /// <param name="result">Receives the nearest double.</param>
    /// <returns>False where the power is too far from 0 for an easy way; doubles may reach farther.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryApply(ulong number, int power, out double result)
    {
        result = 0;
        if (number == 0) return true;
        if (power > 0) return TryMultiply(number, power, out result);
        if (power < -MostDivided) return false;
        result = Divide(number, power);
        return true;
    }

    // Both are exact, so that the one operation rounds (Clinger, 1990).
    private static bool TryMultiply(ulong number, int power, out double result)
    {
        bool isExact = number >> SignificandBits == 0 && power <= MostExact;
        result = isExact ? number * Powers[power] : 0;
        return isExact;
    }

    // Multiplies by the reciprocal of the power of five; that of two only moves the bits (Mushtak and Lemire, 2023: Fast number parsing without fallback).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Divide(ulong number, int power)
    {
        int shift = BitOperations.LeadingZeroCount(number);
        ulong product = Fives[-power].Multiply(number << shift, out ulong fraction);
        int upper = (int)(product >> 63), dropped = upper + 64 - TakenBits;
        ulong significand = product >> dropped;
        if (fraction <= 1 && power >= LeastHalfway && (significand & 3) == 1 && significand << dropped == product) significand--;
        significand = (significand + 1) >> 1;

        // Whole bits of the power of ten; then the significand's first bit, which doubles leave out, adds the 1 that is taken from the exponent.
        int exponent = ((217_706 * power) >> 16) + 63 + upper - shift + ExponentBias;
        return BitConverter.UInt64BitsToDouble(((ulong)(exponent - 1) << (SignificandBits - 1)) + significand);
    }

    /// <summary>128 bits of the reciprocal of a power of five, rounded up, the first of them set.</summary>
    /// <param name="High">The upper half.</param>
    /// <param name="Low">The lower half.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Reciprocal(ulong High, ulong Low)
    {
        public static Reciprocal OfFive(int power)
        {
            if (power == 0) return new Reciprocal(1UL << 63, 0);
            ulong five = 1;
            for (int i = 0; i < power; i++) five *= 5;
            (UInt128 high, UInt128 rest) = UInt128.DivRem(UInt128.One << 127, five << BitOperations.LeadingZeroCount(five));
            UInt128 both = (high << 64) + ((rest << 64) / (five << BitOperations.LeadingZeroCount(five))) + 1;
            return new Reciprocal((ulong)(both >> 64), (ulong)both);
        }

        /// <summary>The first 64 bits of a product and the next 64, as exact as it takes to round the first ones.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Multiply(ulong number, out ulong fraction)
        {
            ulong product = Math.BigMul(number, High, out fraction);
            if ((product & Behind) != Behind) return product;
            ulong more = Math.BigMul(number, Low, out _);
            fraction += more;
            return fraction < more ? product + 1 : product;
        }
    }
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace Workflow.Scoring.Input;

/// <summary>Multiplies whole numbers by powers of ten and rounds once, to the nearest double, as IEEE 754 asks.</summary>
internal static class DecimalScale
{
    // 5^27 is below 2^63, 10^22 a double.
    private const int MostDivided = 27, MostExact = 22;

    private const int SignificandBits = 53, ExponentBias = 1075;

    private static readonly double[] Powers =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    private static readonly Divisor[] Fives = [.. Enumerable.Range(0, MostDivided + 1).Select(Divisor.OfFive)];

    /// <summary>Computes a number times a power of ten.</summary>
    /// <param name="number">The number.</param>
    /// <param name="power">The power.</param>
    /// <param name="result">Receives the nearest double.</param>
    /// <returns>False where the power is too far from 0 for an easy way; doubles may reach farther.</returns>
    public static bool TryApply(ulong number, int power, out double result)
    {
        result = 0;
        if (number == 0) return true;
        if (number >> SignificandBits == 0 && power is >= -MostExact and <= MostExact)
        {
            // Both are exact, so that the one operation rounds (Clinger, 1990).
            result = power < 0 ? number / Powers[-power] : number * Powers[power];
            return true;
        }

        if (power is > 0 or < -MostDivided) return false;
        result = Divide(number, -power);
        return true;
    }

    // Divides by 5^power with 63 or 64 bits of quotient and the remainder, and rounds what is behind 53 of them; the power of two only moves them.
    private static double Divide(ulong number, int power)
    {
        int shift = BitOperations.LeadingZeroCount(number);
        ulong high = number << shift;
        ref readonly Divisor five = ref Fives[power];
        ulong quotient = five.Divide(high >> 1, high << 63, out ulong remainder);
        int dropped = 64 - BitOperations.LeadingZeroCount(quotient) - SignificandBits;
        ulong significand = quotient >> dropped;
        ulong behind = quotient & ((1UL << dropped) - 1), half = 1UL << (dropped - 1);
        if (behind > half || (behind == half && (remainder != 0 || (significand & 1) == 1))) significand++;
        int exponent = dropped - 63 + five.Shift - shift - power;

        // The significand's first bit, which doubles leave out, adds the 1 that is taken from the exponent here.
        return BitConverter.UInt64BitsToDouble(((ulong)(exponent + ExponentBias - 1) << (SignificandBits - 1)) + significand);
    }

    /// <summary>A power of five moved to the left as far as 64 bits allow, with its reciprocal (Möller and Granlund, 2011: Improved division by invariant integers).</summary>
    /// <param name="Value">The power, moved.</param>
    /// <param name="Reciprocal">(2^128 - 1) / value - 2^64.</param>
    /// <param name="Shift">How far it was moved.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Divisor(ulong Value, ulong Reciprocal, int Shift)
    {
        public static Divisor OfFive(int power)
        {
            ulong five = 1;
            for (int i = 0; i < power; i++) five *= 5;
            int shift = BitOperations.LeadingZeroCount(five);
            ulong value = five << shift;
            return new Divisor(value, (ulong)((UInt128.MaxValue / value) - (UInt128.One << 64)), shift);
        }

        // Their algorithm 4; the upper half is less than the value.
        public ulong Divide(ulong upper, ulong lower, out ulong remainder)
        {
            ulong quotient = Math.BigMul(Reciprocal, upper, out ulong fraction);
            ulong sum = fraction + lower;
            quotient += upper + (sum < fraction ? 1UL : 0) + 1;
            remainder = lower - (quotient * Value);
            if (remainder > sum)
            {
                quotient--;
                remainder += Value;
            }

            if (remainder < Value) return quotient;
            remainder -= Value;
            return quotient + 1;
        }
    }
}

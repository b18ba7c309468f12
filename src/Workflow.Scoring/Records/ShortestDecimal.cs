using System.Buffers.Text;
using System.Globalization;

namespace Workflow.Scoring.Records;

/// <summary>
/// The shortest decimal that reads back to the same double, and of those the nearest, as the framework writes it, in a third of the time: where 128 bits hold
/// the number exactly, with all its decimals, there is nothing to estimate. The decisions are those of Schubfach (Giulietti, 2021).
/// </summary>
internal static class ShortestDecimal
{
    /// <summary>So long a text may be.</summary>
    public const int MostBytes = 24;

    // Below and from there on, the framework writes an exponent.
    private const double Least = 1e-4, Beyond = 1e15;

    // "0."
    private const int Prefix = 2;
    private const int MostDecimals = 20;
    private const int SignificandBits = 53, ExponentBias = 1075;
    private const ulong FirstBit = 1UL << (SignificandBits - 1);

    private static readonly UInt128[] PowersOfTen = ListPowersOfTen();

    /// <summary>Writes any number, with every digit, as the framework does.</summary>
    /// <param name="number">The number.</param>
    /// <param name="text">Receives the text, ASCII; at least <see cref="MostBytes"/> long.</param>
    /// <returns>Its length.</returns>
    public static int WriteAny(double number, Span<byte> text)
    {
        int length = Write(number, text);
        if (length == 0) number.TryFormat(text, out length, provider: CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>Writes a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="text">Receives the text, ASCII; at least <see cref="MostBytes"/> long.</param>
    /// <returns>Its length; 0 for numbers that are not written here: those that take a sign or an exponent, and powers of two.</returns>
    public static int Write(double number, Span<byte> text)
    {
        if (!(number is >= Least and < Beyond)) return 0;
        ulong bits = BitConverter.DoubleToUInt64Bits(number);
        ulong significand = (bits & (FirstBit - 1)) | FirstBit;
        if (significand == FirstBit) return 0;

        // As many decimals as make the doubles beside it one to ten units of the last one apart: the logarithm, rounded up.
        int fraction = ExponentBias - (int)(bits >> (SignificandBits - 1));
        int decimals = ((fraction * 1233) + 4095) >> 12;
        ulong digits = Nearest(significand, fraction, PowersOfTen[decimals]);
        for (; decimals > 0 && Math.DivRem(digits, 10) is (var fewer, 0); decimals--) digits = fewer;
        return Place(digits, decimals, text);
    }

    // The number in units of the last decimal: tens of them where these read back to it, else units.
    private static ulong Nearest(ulong significand, int fraction, UInt128 power)
    {
        UInt128 exact = 4 * significand * power, half = 2 * power;
        ulong number = Quarters(exact, fraction), lower = Quarters(exact - half, fraction), upper = Quarters(exact + half, fraction);

        // Halfway to the next double belongs to the one that is even.
        ulong odd = significand & 1;
        ulong below = number >> 2, tens = below / 10 * 10;
        bool isBelow = lower + odd <= tens << 2, isAbove = ((tens + 10) << 2) + odd <= upper;
        if (isBelow != isAbove) return isBelow ? tens : tens + 10;
        isBelow = lower + odd <= below << 2;
        isAbove = ((below + 1) << 2) + odd <= upper;
        if (isBelow != isAbove) return isBelow ? below : below + 1;
        ulong middle = (below << 2) + 2;
        return number < middle || (number == middle && (below & 1) == 0) ? below : below + 1;
    }

    // Rounded to odd: what is behind is not forgotten.
    private static ulong Quarters(UInt128 exact, int fraction) =>
        (ulong)(exact >> fraction) | ((exact & ((UInt128.One << fraction) - 1)) == 0 ? 0UL : 1UL);

    private static int Place(ulong digits, int decimals, Span<byte> text)
    {
        // Most numbers are probabilities: their digits are written where they belong.
        Utf8Formatter.TryFormat(digits, text[Prefix..], out int count);
        int whole = count - decimals;
        if (whole > 0)
        {
            text.Slice(Prefix, whole).CopyTo(text);
            if (decimals == 0) return whole;
            text.Slice(Prefix + whole, decimals).CopyTo(text[(whole + 1)..]);
            text[whole] = (byte)'.';
            return count + 1;
        }

        if (whole < 0) text.Slice(Prefix, count).CopyTo(text[(Prefix - whole)..]);
        "0.000"u8[..(Prefix - whole)].CopyTo(text);
        return Prefix - whole + count;
    }

    private static UInt128[] ListPowersOfTen()
    {
        var powers = new UInt128[MostDecimals + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) powers[i] = 10 * powers[i - 1];
        return powers;
    }
}

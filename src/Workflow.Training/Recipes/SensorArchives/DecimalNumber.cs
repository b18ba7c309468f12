using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>A decimal number as it is written: a whole number and how many of its digits stand behind the point.</summary>
/// <param name="Mantissa">The digits, without the point.</param>
/// <param name="Decimals">Digits behind the point, from 0 to <see cref="MaximumDecimals"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DecimalNumber(long Mantissa, int Decimals)
{
    /// <summary>Most digits behind the point that are read.</summary>
    public const int MaximumDecimals = 18;

    private const int MaximumDigits = 18;

    /// <summary>Reads a number: an optional sign, digits with an optional point, an optional exponent.</summary>
    /// <returns>Null, or why the text is refused.</returns>
    public static string? Parse(ReadOnlySpan<byte> text, out DecimalNumber number)
    {
        number = default;
        ReadOnlySpan<byte> rest = text;
        bool isNegative = rest.StartsWith("-"u8);
        if (isNegative || rest.StartsWith("+"u8)) rest = rest[1..];

        long mantissa = 0;
        int digits = 0, significant = 0, decimals = 0;
        bool seenPoint = false;
        int i = 0;
        for (; i < rest.Length; i++)
        {
            int digit = rest[i] - '0';
            if (rest[i] == '.' && !seenPoint)
            {
                seenPoint = true;
                continue;
            }

            if (digit is < 0 or > 9) break;
            digits++;
            if (mantissa != 0 || digit != 0) significant++;
            if (significant > MaximumDigits) return $"'{Excerpt(text)}' has more than {MaximumDigits} digits";
            mantissa = (mantissa * 10) + digit;
            if (seenPoint) decimals++;
        }

        if (digits == 0) return $"'{Excerpt(text)}' is not a number";
        if (i < rest.Length && !ApplyExponent(rest[i..], ref mantissa, ref decimals)) return $"'{Excerpt(text)}' is not a number";
        if (decimals > MaximumDecimals) return $"'{Excerpt(text)}' has more than {MaximumDecimals} digits behind the point";
        number = new DecimalNumber(isNegative ? -mantissa : mantissa, decimals);
        return null;
    }

    /// <summary>The number in its shortest form: no exponent, no trailing zeroes behind the point.</summary>
    public override string ToString()
    {
        (long mantissa, int decimals) = (Mantissa, Decimals);
        for (; decimals > 0 && mantissa % 10 == 0; decimals--) mantissa /= 10;
        string digits = Math.Abs(mantissa).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string sign = mantissa < 0 ? "-" : string.Empty;
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    private static bool ApplyExponent(ReadOnlySpan<byte> text, ref long mantissa, ref int decimals)
    {
        if (text[0] is not ((byte)'e' or (byte)'E')) return false;

        // The framework overlooks NUL characters behind a number.
        bool isNumber = int.TryParse(text[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent) && text[^1] != 0;
        if (!isNumber) return false;
        if (mantissa == 0)
        {
            decimals = 0;
            return true;
        }

        if (Math.Abs((long)exponent) > 2 * MaximumDecimals) return false;
        decimals -= exponent;
        for (; decimals < 0; decimals++)
        {
            if (mantissa > long.MaxValue / 10) return false;
            mantissa *= 10;
        }

        return true;
    }

    private static string Excerpt(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]) + (text.Length > 40 ? "..." : string.Empty);
}

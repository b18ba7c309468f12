using System.Globalization;
using System.Numerics;

namespace Workflow.Training.Tests.TestData;

/// <summary>Exact fractions: what rounded results are held against.</summary>
internal readonly record struct Rational
{
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public static Rational operator +(Rational a, Rational b) => new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + new Rational(-b.Numerator, b.Denominator);

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static Rational Whole(BigInteger value) => new(value, 1);

    /// <summary>The exact value of a double.</summary>
    public static Rational Of(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = bits & ((1L << 52) - 1);
        if (exponent == 0) exponent++;
        else mantissa |= 1L << 52;
        int shift = exponent - 1075;
        BigInteger signed = bits < 0 ? -mantissa : mantissa;
        return shift >= 0 ? new Rational(signed << shift, 1) : new Rational(signed, BigInteger.One << -shift);
    }

    /// <summary>The exact value of a decimal text with an optional sign, point and exponent.</summary>
    public static Rational Parse(string text)
    {
        string[] parts = text.ToUpperInvariant().Split('E');
        int exponent = parts.Length == 2 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        var digits = BigInteger.Parse(parts[0].Replace(".", string.Empty, StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        BigInteger power = BigInteger.Pow(10, Math.Abs(exponent - decimals));
        return exponent >= decimals ? new Rational(digits * power, 1) : new Rational(digits, power);
    }

    public static Rational Mean(IReadOnlyCollection<Rational> values) => values.Aggregate((a, b) => a + b) / Whole(values.Count);

    /// <summary>Asserts that no double is nearer, and that of two equally near ones the even one was taken.</summary>
    public void AssertRoundsTo(double actual)
    {
        Rational error = Distance(actual);
        foreach (double other in (double[])[Math.BitIncrement(actual), Math.BitDecrement(actual)])
        {
            if (double.IsInfinity(other)) continue;
            int comparison = Compare(error, Distance(other));
            bool isEven = (BitConverter.DoubleToInt64Bits(actual) & 1) == 0;
            Assert.True(comparison < 0 || (comparison == 0 && isEven), $"{Numerator}/{Denominator} rounds to {other:R}, not to {actual:R}");
        }
    }

    private static int Compare(Rational a, Rational b) => (a.Numerator * b.Denominator).CompareTo(b.Numerator * a.Denominator);

    private Rational Distance(double value)
    {
        Rational difference = this - Of(value);
        return new Rational(BigInteger.Abs(difference.Numerator), difference.Denominator);
    }
}

using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck.Fluent;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

public sealed class DecimalNumberTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("-0", 0, 0)]
    [InlineData("+1.50", 150, 2)]
    [InlineData(".5", 5, 1)]
    [InlineData("5.", 5, 0)]
    [InlineData("-000123.4", -1234, 1)]
    [InlineData("999999999999999999", 999999999999999999, 0)]
    [InlineData("-0.999999999999999999", -999999999999999999, 18)]
    [InlineData("0000000000000000000000000001", 1, 0)]
    [InlineData("0.000000000000000001", 1, 18)]
    [InlineData("1e3", 1000, 0)]
    [InlineData("1.5E+1", 15, 0)]
    [InlineData("15e-1", 15, 1)]
    [InlineData("1e-18", 1, 18)]
    [InlineData("1e18", 1000000000000000000, 0)]
    [InlineData("0e99", 0, 0)]
    [InlineData("0.00e-20", 0, 0)]
    public void Parse_ANumber_KeepsItsDigits(string text, long mantissa, int decimals)
    {
        Assert.Null(DecimalNumber.Parse(Encoding.UTF8.GetBytes(text), out DecimalNumber number));
        Assert.Equal(new DecimalNumber(mantissa, decimals), number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e5.0")]
    [InlineData("1e 5")]
    [InlineData("1e5\0")]
    [InlineData("1\0")]
    [InlineData("1 ")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1-")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("١")]
    [InlineData("1e99999999999")]
    [InlineData("1e37")]
    [InlineData("10e18")]
    public void Parse_NoNumberOrOneOutOfRange_SaysSo(string text) => Assert.Equal($"'{text}' is not a number", Refusal(text));

    [Theory]
    [InlineData("1234567890123456789", "'1234567890123456789' has more than 18 digits")]
    [InlineData("1.0000000000000000000", "'1.0000000000000000000' has more than 18 digits")]
    [InlineData("0.0000000000000000001", "'0.0000000000000000001' has more than 18 digits behind the point")]
    [InlineData("1e-19", "'1e-19' has more than 18 digits behind the point")]
    public void Parse_TooManyDigits_SaysHowMany(string text, string expected) => Assert.Equal(expected, Refusal(text));

    [Fact]
    public void Parse_LongText_IsQuotedInPart() =>
        Assert.Equal($"'{new string('x', 40)}...' is not a number", Refusal(new string('x', 200)));

    [Fact]
    public void Parse_AnyNumber_IsTheNumberThatDecimalReads() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            string text = DecimalTexts.Any(SeededRandom.For(seed, "decimal"));
            Assert.Null(DecimalNumber.Parse(Encoding.UTF8.GetBytes(text), out DecimalNumber number));
            Assert.Equal(Rational.Parse(text), new Rational(number.Mantissa, BigInteger.Pow(10, number.Decimals)));
            Assert.Equal(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), decimal.Parse(number.ToString(), CultureInfo.InvariantCulture));
        },
        tests: 5_000);

    [Fact]
    public void Parse_AnyText_AgreesWithBigIntegerOrIsRefused() => Properties.Hold(
        Gen.Elements("0123456789+-.eE xß").ListOf().Select(letters => string.Concat(letters)),
        text =>
        {
            if (Refusal(text) is not null) return;
            DecimalNumber.Parse(Encoding.UTF8.GetBytes(text), out DecimalNumber number);
            Assert.Equal(Rational.Parse(text), new Rational(number.Mantissa, BigInteger.Pow(10, number.Decimals)));
        },
        tests: 10_000);

    [Theory]
    [InlineData(0, 5, "0")]
    [InlineData(100, 2, "1")]
    [InlineData(-5, 1, "-0.5")]
    [InlineData(1230, 4, "0.123")]
    [InlineData(100, 0, "100")]
    public void ToString_ANumber_IsItsShortestForm(long mantissa, int decimals, string expected) =>
        Assert.Equal(expected, new DecimalNumber(mantissa, decimals).ToString());

    private static string? Refusal(string text) => DecimalNumber.Parse(Encoding.UTF8.GetBytes(text), out _);
}

using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

public sealed class ExactRatioTests
{
    [Theory]
    [InlineData("0", "7", 0)]
    [InlineData("1", "3", 1.0 / 3)]
    [InlineData("-1", "3", -1.0 / 3)]
    [InlineData("9007199254740993", "1", 9007199254740992)]
    [InlineData("9007199254740995", "1", 9007199254740996)]
    [InlineData("-9007199254740993", "1", -9007199254740992)]
    [InlineData("18014398509481986", "2", 9007199254740992)]
    [InlineData("27021597764222980", "3", 9007199254740994)]
    [InlineData("27021597764222978", "3", 9007199254740992)]
    [InlineData("96404041000", "600000000", 160.67340166666667)]
    public void ToDouble_AtAndBesideHalves_RoundsToEven(string numerator, string denominator, double expected)
    {
        BigInteger n = BigInteger.Parse(numerator, CultureInfo.InvariantCulture);
        BigInteger d = BigInteger.Parse(denominator, CultureInfo.InvariantCulture);
        Assert.Equal(expected, ExactRatio.ToDouble(n, d));
        Assert.Equal(expected, ExactRatio.ToDouble((Int128)n, (Int128)d));
    }

    [Fact]
    public void ToDouble_AnyFraction_IsTheNearestDouble() => Properties.Hold(
        Fractions(),
        fraction => new Rational(fraction.Numerator, fraction.Denominator).AssertRoundsTo(ExactRatio.ToDouble(fraction.Numerator, fraction.Denominator)),
        tests: 4_000);

    [Fact]
    public void ToDouble_HalfwayBetweenTwoDoubles_IsTheEvenOneAndTheLeastMoreDecides() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "half");
            double low = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(40) - 20);
            Rational half = (Rational.Of(low) + Rational.Of(Math.BitIncrement(low))) / Rational.Whole(2);
            BigInteger factor = 1 + random.Next(1_000_000);
            half.AssertRoundsTo(ExactRatio.ToDouble(half.Numerator * factor, half.Denominator * factor));
            Assert.Equal(Math.BitIncrement(low), ExactRatio.ToDouble((half.Numerator * factor) + 1, half.Denominator * factor));
            Assert.Equal(low, ExactRatio.ToDouble((half.Numerator * factor) - 1, half.Denominator * factor));
        },
        tests: 1_000);

    // How a fraction is written makes no difference, nor does the width of the arithmetic.
    [Fact]
    public void ToDouble_FractionsOfEqualValue_HaveEqualBits() => Properties.Hold(
        Fractions(),
        fraction =>
        {
            double expected = ExactRatio.ToDouble(fraction.Numerator, fraction.Denominator);
            foreach (BigInteger factor in (BigInteger[])[2, 3, 10, 1_000_003, BigInteger.Pow(10, 18)])
            {
                Assert.Equal(expected, ExactRatio.ToDouble(fraction.Numerator * factor, fraction.Denominator * factor));
            }

            if (BigInteger.Abs(fraction.Numerator).GetBitLength() < 127 && fraction.Denominator.GetBitLength() < 127)
            {
                Assert.Equal(expected, ExactRatio.ToDouble((Int128)fraction.Numerator, (Int128)fraction.Denominator));
            }

            Assert.Equal(-expected, ExactRatio.ToDouble(-fraction.Numerator, fraction.Denominator));
        },
        tests: 2_000);

    [Fact]
    public void ToDouble_VeryLargeQuotients_AreRightUpToTheLargestDouble()
    {
        Assert.Equal(1e300, ExactRatio.ToDouble(BigInteger.Pow(10, 320), BigInteger.Pow(10, 20)));
        Assert.Equal(1e-300, ExactRatio.ToDouble(BigInteger.Pow(10, 20), BigInteger.Pow(10, 320)));
        Assert.Equal(double.PositiveInfinity, ExactRatio.ToDouble(BigInteger.Pow(10, 400), 1));
    }

    [Fact]
    public void PowerOfTen_EveryExponent_IsExact()
    {
        for (int exponent = 0; exponent <= 38; exponent++) Assert.Equal(BigInteger.Pow(10, exponent), (BigInteger)ExactRatio.PowerOfTen(exponent));
    }

    private static Gen<(BigInteger Numerator, BigInteger Denominator)> Fractions() => Gen.Choose(0, int.MaxValue).Select(seed =>
    {
        SeededRandom random = SeededRandom.For(seed, "fraction");
        BigInteger numerator = Whole(random, 1 + random.Next(150)) * (random.Next(2) == 0 ? 1 : -1);
        return (numerator, BigInteger.Max(1, Whole(random, 1 + random.Next(150))));
    });

    private static BigInteger Whole(SeededRandom random, int bits)
    {
        BigInteger value = 0;
        for (int done = 0; done < bits; done += 64) value = (value << 64) | random.NextBits();
        return value & ((BigInteger.One << bits) - 1);
    }
}

using System.Globalization;
using System.Text;
using Workflow.Scoring.Records;
using Workflow.Training.Randomness;

namespace Workflow.Scorer.Tests.Responses;

/// <summary>Numbers that are written in a shorter way have the framework's digits.</summary>
public sealed class ShortestDecimalTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(1.0000000000000002)]
    [InlineData(0.99999999999999989)]
    [InlineData(0.0001)]
    [InlineData(9.999999999999999e-05)]
    [InlineData(0.00010000000000000002)]
    [InlineData(999999999999999.9)]
    [InlineData(100)]
    [InlineData(123456789012345)]
    [InlineData(155.56612345678901)]
    [InlineData(9007199254740.993)]
    [InlineData(5e-324)]
    [InlineData(1e15)]
    [InlineData(0.5)]
    [InlineData(1024)]
    [InlineData(0)]
    [InlineData(-1.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Write_Number_HasTheFrameworksDigits(double number) => AssertSame(number);

    [Fact]
    public void Write_AnyBitsOfItsRange_HasTheFrameworksDigits()
    {
        var random = new SeededRandom(446);
        ulong least = BitConverter.DoubleToUInt64Bits(0.00005), most = BitConverter.DoubleToUInt64Bits(2e15);
        for (int i = 0; i < 200_000; i++) AssertSame(BitConverter.UInt64BitsToDouble(least + (random.NextBits() % (most - least))));
    }

    [Fact]
    public void Write_AnyProbability_HasTheFrameworksDigitsAndIsWrittenHere()
    {
        var random = new SeededRandom(447);
        for (int i = 0; i < 200_000; i++)
        {
            double probability = 1 / (1 + Math.Exp(9 * ((2 * random.NextDouble()) - 1)));
            Assert.True(AssertSame(probability));
        }
    }

    [Fact]
    public void Write_FewDecimals_HasTheFrameworksDigits()
    {
        for (int i = 1; i <= 20_000; i++)
        {
            AssertSame(i / 10_000.0);
            AssertSame(i / 7.0 * 1e9);
            AssertSame(Math.BitIncrement(i / 1000.0));
            AssertSame(Math.BitDecrement(i / 1000.0));
        }
    }

    // Whether it was written here, and not left to the framework.
    private static bool AssertSame(double number)
    {
        Span<byte> text = stackalloc byte[ShortestDecimal.MostBytes];
        int length = ShortestDecimal.Write(number, text);
        if (length > 0) Assert.Equal(number.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(text[..length]));
        return length > 0;
    }
}

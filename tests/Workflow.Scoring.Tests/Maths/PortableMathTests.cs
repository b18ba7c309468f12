using Workflow.Scoring.Maths;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Maths;

public sealed class PortableMathTests
{
    private const int Samples = 100_000;

    // The host's functions are within 1 unit themselves.
    private const long Tolerance = 2;

    [Fact]
    public void Exp_WholeRange_AgreesWithTheHost()
    {
        var numbers = new SeededNumbers(11);
        for (int i = 0; i < Samples; i++) AssertExp(numbers.Between(-746.0, 710.5));
    }

    [Fact]
    public void Exp_AnyBits_AgreesWithTheHost()
    {
        var numbers = new SeededNumbers(12);
        for (int i = 0; i < Samples; i++) AssertExp(BitConverter.UInt64BitsToDouble(numbers.NextBits()));
    }

    [Fact]
    public void Exp_AroundEveryChangeOfThePowerOfTwo_AgreesWithTheHost()
    {
        for (int half = -2151; half <= 2049; half++)
        {
            double border = half * Math.Log(2) / 2;
            AssertExp(Math.BitDecrement(border));
            AssertExp(border);
            AssertExp(Math.BitIncrement(border));
        }
    }

    [Fact]
    public void Exp_SubnormalAnswers_AgreeWithTheHost()
    {
        var numbers = new SeededNumbers(13);
        for (int i = 0; i < Samples; i++) AssertExp(numbers.Between(-745.2, -708.3));
    }

    [Fact]
    public void Exp_GrowingArgument_NeverFalls()
    {
        double last = 0;
        for (double x = -746; x < 710.5; x += 0.01)
        {
            double y = PortableMath.Exp(x);
            Assert.True(y >= last, $"exp({x:R}) = {y:R} is below {last:R}");
            last = y;
        }
    }

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.MaxValue, double.PositiveInfinity)]
    [InlineData(double.MinValue, 0)]
    [InlineData(709.782712893384, 1.7976931348622732e308)]
    [InlineData(709.7827128933841, double.PositiveInfinity)]
    [InlineData(-745.1332191019411, double.Epsilon)]
    [InlineData(-745.1332191019412, 0)]
    [InlineData(0, 1)]
    [InlineData(double.Epsilon, 1)]
    public void Exp_Limits_AreTheTrueOnes(double x, double expected) => Assert.Equal(expected, PortableMath.Exp(x));

    [Fact]
    public void ExpAndLog_EitherZero_AreOneAndMinusInfinity()
    {
        foreach (double zero in new[] { 0.0, -0.0 })
        {
            Assert.Equal(1, PortableMath.Exp(zero));
            Assert.Equal(double.NegativeInfinity, PortableMath.Log(zero));
        }
    }

    // Any change of these bits changes the answers of models that are in use.
    [Theory]
    [InlineData(1, 0x4005BF0A8B14576A)]
    [InlineData(-1, 0x3FD78B56362CEF38)]
    [InlineData(0.5, 0x3FFA61298E1E069C)]
    [InlineData(2.5, 0x40285D6FD931E0BB)]
    [InlineData(-10, 0x3F07CD79B5647C9A)]
    [InlineData(100, 0x48F3494A9B171BF5)]
    [InlineData(-700, 0x00D14F2B0FB9307F)]
    [InlineData(709.78, 0x7FEFE9CE5C4C52B4)]
    [InlineData(-740, 0x0000000000000055)]
    [InlineData(1e-9, 0x3FF000000044B830)]
    public void Exp_PinnedArguments_HaveTheseBits(double x, long bits) =>
        Assert.Equal(bits, BitConverter.DoubleToInt64Bits(PortableMath.Exp(x)));

    [Fact]
    public void Log_AnyPositiveBits_AgreesWithTheHost()
    {
        var numbers = new SeededNumbers(14);
        for (int i = 0; i < Samples; i++) AssertLog(BitConverter.UInt64BitsToDouble(numbers.NextBits() >> 1));
    }

    [Fact]
    public void Log_SubnormalArguments_AgreesWithTheHost()
    {
        var numbers = new SeededNumbers(15);
        for (int i = 0; i < Samples; i++) AssertLog(BitConverter.UInt64BitsToDouble(numbers.NextBits() >> numbers.Between(12, 63)));
    }

    [Fact]
    public void Log_NearOne_AgreesWithTheHost()
    {
        var numbers = new SeededNumbers(16);
        for (int i = 0; i < Samples; i++) AssertLog(1 + numbers.Between(-1.0, 1.0) * Math.Pow(2, -numbers.Between(1, 52)));
    }

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, double.NaN)]
    [InlineData(-1, double.NaN)]
    [InlineData(-double.Epsilon, double.NaN)]
    [InlineData(1, 0)]
    public void Log_Limits_AreTheTrueOnes(double x, double expected) => Assert.Equal(expected, PortableMath.Log(x));

    [Theory]
    [InlineData(2, 0x3FE62E42FEFA39EF)]
    [InlineData(10, 0x40026BB1BBB55516)]
    [InlineData(1.4142135623730951, 0x3FD62E42FEFA39F0)]
    [InlineData(0.1, unchecked((long)0xC0026BB1BBB55515))]
    [InlineData(1e-310, unchecked((long)0xC0864E69394D9508))]
    [InlineData(double.Epsilon, unchecked((long)0xC0874385446D71C3))]
    [InlineData(double.MaxValue, 0x40862E42FEFA39EF)]
    [InlineData(0.9999999999999999, unchecked((long)0xBCA0000000000000))]
    [InlineData(Math.E, 0x3FF0000000000000)]
    [InlineData(123456.789, 0x40277281CAD8A844)]
    public void Log_PinnedArguments_HaveTheseBits(double x, long bits) =>
        Assert.Equal(bits, BitConverter.DoubleToInt64Bits(PortableMath.Log(x)));

    private static void AssertExp(double x) => AssertClose("exp", x, Math.Exp(x), PortableMath.Exp(x));

    private static void AssertLog(double x) => AssertClose("log", x, Math.Log(x), PortableMath.Log(x));

    private static void AssertClose(string function, double x, double expected, double actual)
    {
        if (double.IsNaN(expected) && double.IsNaN(actual)) return;
        long ulps = Bits.UlpsBetween(expected, actual);
        Assert.True(ulps <= Tolerance, $"{function}({x:R}) = {actual:R} is {ulps} units from {expected:R}");
    }
}

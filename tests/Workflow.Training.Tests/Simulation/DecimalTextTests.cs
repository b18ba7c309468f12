using System.Globalization;
using System.Text;
using Workflow.Training.Randomness;
using Workflow.Training.Simulation;

namespace Workflow.Training.Tests.Simulation;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(0, 3, "0")]
    [InlineData(7, 0, "7")]
    [InlineData(7, 3, "0.007")]
    [InlineData(70, 3, "0.07")]
    [InlineData(1000, 3, "1")]
    [InlineData(19134, 2, "191.34")]
    [InlineData(19130, 2, "191.3")]
    [InlineData(10, 0, "10")]
    [InlineData(uint.MaxValue, 9, "4.294967295")]
    [InlineData(uint.MaxValue, 0, "4294967295")]
    public void Write_Value_IsTheShortestDecimal(uint value, int decimals, string expected) =>
        Assert.Equal(expected, Write(value, decimals));

    [Fact]
    public void Write_RandomValues_ReadBackAsTheSameNumber()
    {
        SeededRandom random = SeededRandom.For(1, "decimal text");
        for (int i = 0; i < 10_000; i++)
        {
            uint value = (uint)random.NextBits() >> random.Next(32);
            int decimals = random.Next(10);
            decimal expected = value;
            for (int d = 0; d < decimals; d++) expected /= 10;
            Assert.Equal(expected, decimal.Parse(Write(value, decimals), CultureInfo.InvariantCulture));
        }
    }

    private static string Write(uint value, int decimals)
    {
        Span<byte> buffer = stackalloc byte[DecimalText.MaximumBytes];
        return Encoding.UTF8.GetString(buffer[..DecimalText.Write(buffer, value, decimals)]);
    }
}

using FsCheck;
using Workflow.Training.Charts;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Charts;

public sealed class LinearScaleTests
{
    [Theory]
    [InlineData(0, 0, 100)]
    [InlineData(5, 50, 75)]
    [InlineData(10, 100, 50)]
    [InlineData(20, 200, 0)]
    public void At_ANumber_IsItsPlaceOnTheAxis(double number, double rising, double falling)
    {
        Assert.Equal(rising, new LinearScale(0, 10, 0, 100).At(number));
        Assert.Equal(falling, new LinearScale(0, 10, 100, 50).At(number));
    }

    [Theory]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(-3, 17, "0 5 10 15")]
    [InlineData(155.39, 180.92, "160 165 170 175 180")]
    [InlineData(0.001, 0.0019, "0.001 0.0012 0.0014 0.0016 0.0018")]
    [InlineData(-1e300, 1e300, "-5E+299 0 5E+299")]
    public void Ticks_OfARange_AreRoundNumbersWithinIt(double from, double to, string expected) => Assert.Equal(
        expected, string.Join(' ', new LinearScale(from, to, 0, 1).Ticks(6).Select(tick => tick.ToString("G6", System.Globalization.CultureInfo.InvariantCulture))));

    [Fact]
    public void Ticks_OfAnyRange_AreFewAndWithinIt() => Properties.Hold<Tuple<NormalFloat, NormalFloat>>(range =>
    {
        (double from, double to) = (Math.Min(range.Item1.Get, range.Item2.Get), Math.Max(range.Item1.Get, range.Item2.Get));
        if (from == to) return;
        var scale = new LinearScale(from, to, 0, 600);
        double[] ticks = [.. scale.Ticks(6)];
        Assert.InRange(ticks.Length, 0, 7);
        Assert.All(ticks, tick => Assert.InRange(scale.At(tick), -1, 601));
    });
}

using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

public sealed class MeanSinkTests
{
    [Fact]
    public void Means_RandomTables_AreTheNearestDoubles() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            var table = SampleTable.Random(SeededRandom.For(seed, "table"));
            IReadOnlyList<double> means = Read(table.Text);
            Assert.Equal(table.Rows.Count, means.Count);
            for (int row = 0; row < means.Count; row++) Rational.Mean([.. table.Rows[row]]).AssertRoundsTo(means[row]);
        },
        tests: 500);

    [Fact]
    public void Means_SamplesInAnyOrder_AreEqualToTheBit() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "order");
            string[] samples = [.. Enumerable.Range(0, 60).Select(_ => random.Next(4) == 0 ? DecimalTexts.Any(random) : DecimalTexts.Sample(random))];
            double mean = Assert.Single(Read(string.Join('\t', samples)));
            random.Shuffle<string>(samples);
            Assert.Equal(mean, Assert.Single(Read(string.Join('\t', samples))));
        },
        tests: 200);

    // The same signal at 100, 10 and 1 Hz, the coarser files being exact means of the finer one.
    [Fact]
    public void Means_ExactMeansOfASignal_AreEqualToTheBit() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "signal");
            decimal[] hundred = [.. Enumerable.Range(0, 6000).Select(_ => (random.Next(400_000) - 50_000) / 1000m)];
            double mean = Mean(hundred);
            Assert.Equal(mean, Mean([.. hundred.Chunk(10).Select(chunk => chunk.Average())]));
            Assert.Equal(mean, Mean([.. hundred.Chunk(100).Select(chunk => chunk.Average())]));
            Rational.Mean([.. hundred.Select(value => Rational.Parse(value.ToString(CultureInfo.InvariantCulture)))]).AssertRoundsTo(mean);
        },
        tests: 20);

    [Theory]
    [InlineData("1\t2.50\t+3.500\n", 7.0 / 3)]
    [InlineData("-0.1\t0.1\n", 0)]
    [InlineData("-0\n", 0)]
    [InlineData("0.1\t0.2\t0.3\n", 0.2)]
    [InlineData("1e3\t-1000\t3\n", 1)]
    public void Means_AFewSamples_AreRoundedOnce(string text, double expected) => Assert.Equal(expected, Assert.Single(Read(text)));

    [Fact]
    public void Means_RowsOneAfterTheOther_DoNotMix() =>
        Assert.Equal([1.5, 0.25, -2000000000.5, 3], Read("1\t2\n0.25\t0.25\n-4000000001\t0\n3.00000000000000000\t3\n"));

    // Long numbers beside long decimals: the sum needs more than 128 bits.
    [Theory]
    [InlineData("999999999999999999", 300)]
    [InlineData("920000000000000000e1", 25)]
    [InlineData("-999999999999999999", 6000)]
    public void Means_WidestSamplesTogether_StayExact(string large, int count)
    {
        string[] samples = [.. Enumerable.Repeat(large, count), "0.000000000000000001"];
        Rational.Mean([.. samples.Select(Rational.Parse)]).AssertRoundsTo(Assert.Single(Read(string.Join('\t', samples))));
    }

    private static double Mean(decimal[] values) =>
        Assert.Single(Read(string.Join('\t', values.Select(value => value.ToString(CultureInfo.InvariantCulture)))));

    private static IReadOnlyList<double> Read(string text)
    {
        var sink = new MeanSink();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        new SampleReader<MeanSink.Inlined>(new MeanSink.Inlined(sink), "PS1.txt", 1000).Read(stream, CancellationToken.None);
        return sink.Means;
    }
}

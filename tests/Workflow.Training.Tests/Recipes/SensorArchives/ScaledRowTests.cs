using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

/// <summary>Every aggregation against exact arithmetic.</summary>
public sealed class ScaledRowTests
{
    [Fact]
    public void OrderStatisticsAndEnds_AnyRow_AreRoundedOnce() => Properties.Hold(Rows(), given =>
    {
        ScaledRow row = given.Create();
        Rational[] sorted = [.. given.Exact.OrderBy(x => x, Comparer<Rational>.Create((a, b) => (a - b).Numerator.Sign))];
        sorted[0].AssertRoundsTo(row.Quantile(0));
        sorted[^1].AssertRoundsTo(row.Quantile(1));
        ((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / Rational.Whole(2)).AssertRoundsTo(row.Quantile(0.5));
        given.Exact[0].AssertRoundsTo(row.At(0));
        given.Exact[^1].AssertRoundsTo(row.At(row.Count - 1));
    });

    [Fact]
    public void Mean_AnyRow_IsRoundedOnce() => Properties.Hold(Rows(), given => Rational.Mean(given.Exact).AssertRoundsTo(given.Create().Mean()));

    // The root of a rounded ratio: within one unit of the last place.
    [Fact]
    public void StandardDeviation_AnyRow_IsThePopulations() => Properties.Hold(Rows(), given =>
    {
        Rational mean = Rational.Mean(given.Exact);
        Rational variance = Rational.Mean([.. given.Exact.Select(x => (x - mean) * (x - mean))]);
        double actual = given.Create().StandardDeviation();
        if (variance.Numerator.IsZero) Assert.Equal(0, actual);
        else Assert.InRange(ToDouble(Rational.Of(actual) * Rational.Of(actual) / variance), 1 - 4.5e-16, 1 + 4.5e-16);
    });

    // No cancellation: the classic sum of squares in doubles gives 0 or rubbish here.
    [Fact]
    public void StandardDeviation_TinyBesideTheMean_IsExact() =>
        Assert.Equal(0.5e-9, new ScaledRow([1_000_000_000_000_000_000, 1_000_000_000_000_000_001], 9).StandardDeviation());

    [Fact]
    public void Slope_AnyRow_IsTheLeastSquaresLines() => Properties.Hold(Rows(), given =>
    {
        double actual = given.Create().SlopePerSecond(60);
        int n = given.Exact.Length;
        Rational[] times = [.. Enumerable.Range(0, n).Select(i => new Rational(((2 * i) + 1) * 60, 2 * n))];
        Rational meanTime = Rational.Mean(times), mean = Rational.Mean(given.Exact);
        Rational products = times.Zip(given.Exact, (t, x) => (t - meanTime) * (x - mean)).Aggregate((a, b) => a + b);
        Rational squares = times.Select(t => (t - meanTime) * (t - meanTime)).Aggregate((a, b) => a + b);
        double expected = n == 1 ? 0 : ToDouble(products / squares);
        Assert.Equal(expected, actual, Math.Abs(expected) * 4.5e-16);
    });

    // Hyndman and Fan, type 7.
    [Fact]
    public void Quantile_AnyRow_IsInterpolatedBetweenNeighbours() => Properties.Hold(
        Rows().SelectMany(_ => Gen.Choose(0, 1000), (row, thousandth) => (row, thousandth)),
        given =>
        {
            Rational[] sorted = [.. given.row.Exact.OrderBy(ToDouble)];
            var p = new Rational(given.thousandth, 1000);
            Rational position = p * Rational.Whole(sorted.Length - 1);
            int below = (int)BigInteger.Divide(position.Numerator, position.Denominator);
            Rational low = sorted[below], high = sorted[Math.Min(below + 1, sorted.Length - 1)];
            double expected = ToDouble(low + ((position - Rational.Whole(below)) * (high - low)));
            double range = ToDouble(sorted[^1] - sorted[0]) + Math.Abs(expected);
            Assert.Equal(expected, given.row.Create().Quantile(given.thousandth / 1000.0), range * 1e-12);
        });

    [Fact]
    public void SegmentMeans_PartsOfARow_AreRoundedOnce() => Properties.Hold(Rows(), given =>
    {
        foreach (int segments in Enumerable.Range(1, given.Values.Length).Where(count => given.Values.Length % count == 0))
        {
            double[] actual = [.. given.Create().SegmentMeans(segments, "PS1.txt")];
            Rational[][] parts = [.. given.Exact.Chunk(given.Values.Length / segments)];
            Assert.Equal(segments, actual.Length);
            for (int i = 0; i < segments; i++) Rational.Mean(parts[i]).AssertRoundsTo(actual[i]);
        }
    });

    [Fact]
    public void SegmentMeans_PartsThatDoNotFit_AreRefused()
    {
        var wrong = Assert.Throws<RecipeException>(() => new ScaledRow([1, 2, 3], 0).SegmentMeans(2, "PS1.txt").Count());
        Assert.Equal("PS1.txt: 3 samples cannot be cut into 2 equal segments", wrong.Message);
    }

    [Fact]
    public void Aggregations_OfAShuffledRow_AreEqualToTheBit() => Properties.Hold(Rows(), given =>
    {
        long[] shuffled = [.. given.Values];
        SeededRandom.For(1, "order").Shuffle<long>(shuffled);
        ScaledRow row = given.Create(), other = new(shuffled, given.Decimals);
        Assert.Equal(row.Mean(), other.Mean());
        Assert.Equal(row.StandardDeviation(), other.StandardDeviation());
        foreach (double p in (double[])[0, 0.1, 0.25, 0.5, 0.9, 1]) Assert.Equal(row.Quantile(p), other.Quantile(p));
    });

    [Fact]
    public void Aggregations_OfOneSample_AreThatSampleOrZero()
    {
        ScaledRow row = new([-25], 1);
        Assert.Equal((-2.5, 0.0, 0.0, -2.5, -2.5), (row.Mean(), row.StandardDeviation(), row.SlopePerSecond(60), row.Quantile(0.3), row.At(0)));
    }

    private static Gen<Given> Rows() => Gen.Choose(0, int.MaxValue).Select(seed =>
    {
        SeededRandom random = SeededRandom.For(seed, "row");
        int bits = 2 + random.Next(61);
        long[] values = [.. Enumerable.Range(0, 1 + random.Next(24)).Select(_ => (long)(random.NextBits() >> (64 - bits)) * (random.Next(3) == 0 ? -1 : 1))];
        return new Given(values, random.Next(19));
    });

    private static double ToDouble(Rational value) => ExactRatio.ToDouble(value.Numerator, value.Denominator);

    private sealed record Given(long[] Values, int Decimals)
    {
        public Rational[] Exact { get; } = [.. Values.Select(value => new Rational(value, BigInteger.Pow(10, Decimals)))];

        public ScaledRow Create() => new(Values, Decimals);
    }
}

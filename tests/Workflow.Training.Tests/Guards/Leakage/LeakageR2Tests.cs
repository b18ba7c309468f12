using Workflow.Training.Guards.Leakage;
using Workflow.Training.Randomness;

namespace Workflow.Training.Tests.Guards.Leakage;

public sealed class LeakageR2Tests
{
    // A copy of the target, rising or falling, reaches the limit that pipelines have by default.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, -3)]
    [InlineData(true, -3)]
    public void Measure_TheTargetItself_IsNearlyOne(bool normal, double factor)
    {
        double[] targets = Targets(normal, 600);
        LeakageScore score = LeakageR2.Measure([.. targets.Select(target => (target * factor) + 7)], targets, 42);
        Assert.InRange(score.Value, 0.991, 1);
        Assert.InRange(score.Interval.High, score.Value, 1);
    }

    [Fact]
    public void Measure_ConstantOrMissingColumnOrTarget_SaysNothing()
    {
        double[] targets = Targets(true, 100);
        Assert.InRange(LeakageR2.Measure([.. targets.Select(_ => 3.0)], targets, 42).Value, -0.05, 0);
        Assert.InRange(LeakageR2.Measure([.. targets.Select(_ => double.NaN)], targets, 42).Value, -0.05, 0);
        Assert.Equal(new LeakageScore(0, new(0, 0)), LeakageR2.Measure(targets, [.. targets.Select(_ => 0.1)], 42));
    }

    // A tree of its own rows would explain everything; held-back rows are what counts.
    [Fact]
    public void Measure_RandomColumn_ExplainsNothing() =>
        Assert.All(Enumerable.Range(0, 20), seed => Assert.InRange(LeakageR2.Measure(Targets(true, 300, seed + 100), Targets(true, 300, seed), 42).Value, -2, 0.05));

    // R² of a copy with noise is the share of its variance that is no noise.
    [Theory]
    [InlineData(0.6)]
    [InlineData(0.8)]
    [InlineData(0.95)]
    public void Measure_NoisyCopy_IsTheShareThatIsNoNoise(double share)
    {
        double[] cells = Targets(true, 4000, 1);
        double[] noise = Targets(true, 4000, 2);
        double[] targets = [.. cells.Zip(noise).Select(pair => (Math.Sqrt(share) * pair.First) + (Math.Sqrt(1 - share) * pair.Second))];
        LeakageScore score = LeakageR2.Measure(cells, targets, 42);
        Assert.Equal(share, score.Value, 0.03);
        Assert.InRange(score.Interval.High - score.Interval.Low, 0.001, 0.1);
    }

    [Fact]
    public void Measure_OtherUnits_AreTheSame()
    {
        double[] targets = Targets(true, 300, 1);
        double[] cells = [.. targets.Zip(Targets(true, 300, 2)).Select(pair => pair.First + pair.Second)];
        double plain = LeakageR2.Measure(cells, targets, 42).Value;
        Assert.Equal(plain, LeakageR2.Measure(cells, [.. targets.Select(target => (target * 1e6) + 1e9)], 42).Value, 6);
        Assert.Equal(plain, LeakageR2.Measure([.. cells.Select(cell => (cell * 4) + 64)], targets, 42).Value, 12);
    }

    // Many samples of one relation: nine of ten intervals hold the R² that all of them have on average.
    [Fact]
    public void Measure_Interval_HoldsTheAverageOfManySamples()
    {
        LeakageScore[] samples = [.. Enumerable.Range(0, 200).Select(sample =>
        {
            double[] cells = Targets(true, 400, (2 * sample) + 1000);
            return LeakageR2.Measure(cells, [.. cells.Zip(Targets(true, 400, (2 * sample) + 1001)).Select(pair => pair.First + (0.5 * pair.Second))], 42);
        })];
        double mean = samples.Average(sample => sample.Value);
        Assert.InRange(samples.Count(sample => sample.Interval.Low <= mean && mean <= sample.Interval.High), 172, 199);
    }

    private static double[] Targets(bool normal, int rows, long seed = 5)
    {
        SeededRandom random = SeededRandom.For(seed, "targets");
        return [.. Enumerable.Range(0, rows).Select(_ => normal ? random.NextNormal() : random.NextDouble())];
    }
}

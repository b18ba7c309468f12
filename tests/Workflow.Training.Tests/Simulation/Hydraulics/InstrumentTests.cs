using Workflow.Training.Randomness;
using Workflow.Training.Simulation.Hydraulics;

namespace Workflow.Training.Tests.Simulation.Hydraulics;

public sealed class InstrumentTests
{
    [Fact]
    public void Read_EmptyLine_ShowsExactlyZero()
    {
        var samples = new double[1000];
        new Instrument(0.5, 0.7, 0.5).Read(samples, new SeededRandom(1));
        Assert.All(samples, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Read_Signal_HasTheNoiseOfTheInstrument()
    {
        double[] samples = Read(new Instrument(0.2, 0.7, 0), 100);
        double mean = samples.Average();
        double variance = samples.Average(sample => (sample - mean) * (sample - mean));
        double neighbours = samples.Zip(samples.Skip(1)).Average(pair => (pair.First - mean) * (pair.Second - mean));

        Assert.Equal(100, mean, 0.01);
        Assert.Equal(0.2, Math.Sqrt(variance), 0.005);
        Assert.Equal(0.7, neighbours / variance, 0.02);
    }

    [Fact]
    public void Read_NoisyNearZero_IsNeverNegative() => Assert.All(Read(new Instrument(3, 0, 0), 0.9), sample => Assert.True(sample >= 0));

    [Fact]
    public void Read_CoarseConverter_ShowsItsSteps() =>
        Assert.All(Read(new Instrument(0.2, 0, 0, StepsPerUnit: 128), 5), sample => Assert.Equal(Math.Round(sample * 128), sample * 128));

    [Fact]
    public void Read_SlowInstrument_HoldsEachReading()
    {
        double[] samples = Read(new Instrument(0.2, 0, 0, Hold: 10), 5);
        Assert.All(samples.Chunk(10), reading => Assert.Single(reading.Distinct()));
        Assert.True(samples.Distinct().Count() > 1000);
    }

    private static double[] Read(Instrument instrument, double signal)
    {
        var samples = new double[60_000];
        samples.AsSpan().Fill(signal);
        instrument.Read(samples, new SeededRandom(1));
        return samples;
    }
}

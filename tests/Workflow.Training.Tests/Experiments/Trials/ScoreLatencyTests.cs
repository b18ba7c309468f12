using Workflow.Scoring.Models;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments.Trials;

public sealed class ScoreLatencyTests
{
    // Every second look at the clock ends a measurement of 16 scores: they take 16, 32, 48 ... microseconds.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    [InlineData(500, 33)]
    public void MedianMicroseconds_SlowerAndSlower_IsTheMiddleOneOfAtMost64(int rows, double expected) => Assert.Equal(
        expected,
        ScoreLatency.MedianMicroseconds(new ConstantModel(1, [0.5]), TestMatrices.Create(new int[rows], 2, new float[rows]), new SlowingClock()),
        9);

    private sealed class SlowingClock : TimeProvider
    {
        private long _now;
        private int _looks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            if (++_looks % 2 == 0) _now += _looks / 2 * 16 * TimeSpan.TicksPerMicrosecond;
            return _now;
        }
    }
}

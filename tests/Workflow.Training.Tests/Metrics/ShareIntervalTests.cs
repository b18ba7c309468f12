using Workflow.Training.Metrics;

namespace Workflow.Training.Tests.Metrics;

public sealed class ShareIntervalTests
{
    // Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Of_PublishedExamples_IsWhatTheySay(int hits, int count, double low, double high)
    {
        (double from, double to) = ShareInterval.Of((double)hits / count, count);
        Assert.Equal(low, from, 4);
        Assert.Equal(high, to, 4);
    }

    [Fact]
    public void Of_AllOrOne_StaysWithinOne() => Assert.Equal(1, ShareInterval.Of(1, 1).High);
}

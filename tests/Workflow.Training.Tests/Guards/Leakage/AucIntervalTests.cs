using Workflow.Training.Guards;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Metrics;
using Workflow.Training.Randomness;

namespace Workflow.Training.Tests.Guards.Leakage;

public sealed class AucIntervalTests
{
    // Two normal distributions one standard deviation apart have an AUC of 0.760, two apart 0.921.
    [Theory]
    [InlineData(1, 100, 0.760250)]
    [InlineData(1, 1000, 0.760250)]
    [InlineData(2, 100, 0.921350)]
    [InlineData(0, 60, 0.5)]
    public void Of_ManySamples_HoldsTheTrueAucInNineteenOfTwenty(double distance, int rows, double truth)
    {
        int held = Enumerable.Range(0, 400).Count(sample =>
        {
            SeededRandom random = SeededRandom.For(sample, "intervals");
            int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % 4 == 0 ? 1 : 0)];
            double[] probabilities = [.. labels.Select(label => (label * distance) + random.NextNormal()).SelectMany(score => new[] { -score, score })];
            Interval interval = Measure(probabilities, labels, 2).Interval;
            return interval.Low <= truth && truth <= interval.High;
        });
        Assert.InRange(held, 366, 394);
    }

    // Three classes, whose AUCs vary together: the spread of many samples is what the interval says.
    [Fact]
    public void Of_ThreeClasses_IsAsWideAsSamplesSpread()
    {
        (double Auc, Interval Interval)[] samples = [.. Enumerable.Range(0, 400).Select(sample =>
        {
            SeededRandom random = SeededRandom.For(sample, "three");
            int[] labels = [.. Enumerable.Range(0, 200).Select(row => Math.Max(0, (row % 5) - 2))];
            return Measure([.. labels.SelectMany(label => Enumerable.Range(0, 3).Select(c => (label == c ? 1.2 : 0) + random.NextNormal()))], labels, 3);
        })];
        double mean = samples.Average(sample => sample.Auc);
        double spread = Math.Sqrt(samples.Average(sample => (sample.Auc - mean) * (sample.Auc - mean)));
        Assert.InRange(samples.Average(sample => sample.Interval.High - sample.Interval.Low) / (2 * 1.96), spread * 0.93, spread * 1.07);
    }

    // No two rows in the wrong order prove much of a hundred rows and little of ten.
    [Theory]
    [InlineData(10, 0.56)]
    [InlineData(200, 0.962)]
    [InlineData(2000, 0.996)]
    public void Of_PerfectOrder_IsAsWideAsItsRowsAllow(int rows, double low)
    {
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % 2)];
        (double auc, Interval interval) = Measure([.. labels.SelectMany(label => new double[] { 1 - label, label })], labels, 2);
        Assert.Equal((1.0, 1.0), (auc, interval.High));
        Assert.Equal(low, interval.Low, 0.01);
    }

    [Fact]
    public void Of_OrderOfRowsAndClasses_DecidesNothing()
    {
        SeededRandom random = SeededRandom.For(1, "order");
        int[] labels = [.. Enumerable.Range(0, 90).Select(row => row % 3)];
        double[][] rows = [.. labels.Select(label => Enumerable.Range(0, 3).Select(c => (double)random.Next(4) + (label == c ? 1 : 0)).ToArray())];
        int[] order = [.. Enumerable.Range(0, 90)];
        random.Shuffle<int>(order);
        Interval first = Measure([.. rows.SelectMany(row => row)], labels, 3).Interval;
        Interval shuffled = Measure([.. order.SelectMany(row => rows[row])], [.. order.Select(row => labels[row])], 3).Interval;
        Interval renamed = Measure([.. rows.SelectMany(row => row.Reverse())], [.. labels.Select(label => 2 - label)], 3).Interval;
        Assert.Equal(first.Low, shuffled.Low, 12);
        Assert.Equal(first.High, renamed.High, 12);
    }

    private static (double Auc, Interval Interval) Measure(double[] probabilities, int[] labels, int classes)
    {
        double auc = RankingMetrics.Macro(RankingMetrics.OneVersusRest(probabilities, labels, classes))!.Value;
        return (auc, AucInterval.Of(auc, probabilities, labels, classes));
    }
}

using FsCheck;
using FsCheck.Fluent;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards.Leakage;

public sealed class LeakageAucTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(10)]
    public void Measure_TheLabelItself_IsOne(int classes)
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row % classes)];
        Assert.Equal(1, LeakageAuc.Measure([.. labels.Select(label => (double)label)], labels, classes, 42).Value);
        Assert.Equal(1, LeakageAuc.Measure([.. labels.Select(label => label == 0 ? double.NaN : -label)], labels, classes, 42).Value);
    }

    // Neither a constant nor an empty column says anything, nor does a row's number.
    [Fact]
    public void Measure_ConstantOrMissingColumn_IsAHalf()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row % 4 == 0 ? 1 : 0)];
        Assert.Equal(0.5, LeakageAuc.Measure([.. labels.Select(_ => 3.0)], labels, 2, 42).Value);
        Assert.Equal(0.5, LeakageAuc.Measure([.. labels.Select(_ => double.NaN)], labels, 2, 42).Value);
    }

    // A tree of its own rows could tell any two values apart; held-back rows are what counts.
    [Fact]
    public void Measure_RandomColumn_SaysNothingOnAverage()
    {
        double mean = Enumerable.Range(0, 40).Average(seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "noise");
            int[] labels = [.. Enumerable.Range(0, 200).Select(row => row % 2)];
            return LeakageAuc.Measure([.. labels.Select(_ => random.NextNormal())], labels, 2, 42).Value;
        });
        Assert.InRange(mean, 0.45, 0.53);
    }

    [Fact]
    public void Measure_MoreNoise_KnowsLess()
    {
        double[] noise = [0.1, 0.5, 1, 2, 8];
        double[] measured = [.. noise.Select(width => Noisy(width, 42))];
        Assert.Equal(measured.OrderDescending(), measured);
        Assert.InRange(measured[0], 0.999, 1);
        Assert.InRange(measured[^1], 0.4, 0.65);
    }

    // A class that is missing from all held-back rows has no AUC; without any there is nothing to find.
    [Fact]
    public void Measure_OneClassOnly_IsAHalf() => Assert.Equal(0.5, LeakageAuc.Measure([1, 2, 3, 4, 5], [0, 0, 0, 0, 0], 2, 42).Value);

    [Fact]
    public void Measure_StretchedColumn_IsTheSame() => Properties.Hold(
        Cases(),
        given =>
        {
            double auc = LeakageAuc.Measure(given.Cells, given.Labels, given.Classes, 42).Value;
            Assert.InRange(auc, 0, 1);
            Assert.Equal(auc, LeakageAuc.Measure([.. given.Cells.Select(cell => (cell * 4) + 64)], given.Labels, given.Classes, 42).Value);
        },
        tests: 100);

    // Labels that are given to random rows: whatever the column knew is gone.
    [Fact]
    public void Measure_ShuffledLabels_TakeAwayWhatAColumnKnew()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            SeededRandom random = SeededRandom.For(seed, "shuffled");
            int[] labels = [.. Enumerable.Range(0, 300).Select(row => row % 3)];
            double[] cells = [.. labels.Select(label => label + (0.05 * random.NextNormal()))];
            Assert.InRange(LeakageAuc.Measure(cells, labels, 3, seed).Value, 0.999, 1);
            random.Shuffle<int>(labels);
            Assert.InRange(LeakageAuc.Measure(cells, labels, 3, seed).Value, 0.35, 0.65);
        }
    }

    [Fact]
    public void Measure_Seed_DecidesTheFolds()
    {
        Assert.Equal(Noisy(1, 7), Noisy(1, 7));
        Assert.True(Enumerable.Range(0, 5).Select(seed => Noisy(1, seed)).Distinct().Count() > 1, "five seeds give the same folds");
    }

    private static double Noisy(double width, long seed)
    {
        SeededRandom random = SeededRandom.For(1, "noisy");
        int[] labels = [.. Enumerable.Range(0, 400).Select(row => row % 2)];
        return LeakageAuc.Measure([.. labels.Select(label => label + (width * random.NextNormal()))], labels, 2, seed).Value;
    }

    // Quarters, so that stretching them is exact.
    private static Gen<Case> Cases() => Gen.Choose(0, int.MaxValue).Select(seed =>
    {
        SeededRandom random = SeededRandom.For(seed, "leakage");
        int classes = 2 + random.Next(3);
        double[] cells = [.. Enumerable.Range(0, 5 + random.Next(60)).Select(_ => random.Next(8) == 0 ? double.NaN : random.Next(40) / 4.0)];
        return new Case(cells, [.. cells.Select(_ => random.Next(classes))], classes);
    });

    private sealed record Case(double[] Cells, int[] Labels, int Classes);
}

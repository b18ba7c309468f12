using FsCheck;
using FsCheck.Fluent;
using Workflow.Scoring.Maths;
using Workflow.Training.Metrics;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Metrics;

public sealed class MetricsPropertyTests
{
    [Fact]
    public void Compute_AnyPredictions_StayWithinTheirRanges() => Properties.Hold(Cases(), given =>
    {
        ClassificationMetrics metrics = Compute(given);
        Assert.InRange(metrics.Mcc, -1, 1);
        foreach (double share in (double[])[metrics.Accuracy, metrics.PrecisionMacro, metrics.RecallMacro, metrics.F1Macro, metrics.AucMacro ?? 0.5])
        {
            Assert.InRange(share, 0, 1);
        }

        Assert.InRange(metrics.LogLoss, 0, 35);
        Assert.Equal(given.Labels.Length, metrics.Confusion.Sum(row => row.Sum()));
        Assert.Equal(metrics.Classes.Select(c => c.Rows), metrics.Confusion.Select(row => row.Sum()));
    });

    [Fact]
    public void Compute_RowsInAnotherOrder_GiveTheSameMetrics() => Properties.Hold(Cases(), given =>
    {
        int[] order = [.. Enumerable.Range(0, given.Labels.Length)];
        SeededRandom.For(given.Seed, "order").Shuffle<int>(order);
        var shuffled = new Case(
            given.Seed,
            given.Classes,
            [.. order.Select(row => given.Labels[row])],
            [.. order.SelectMany(row => given.Probabilities.Skip(row * given.Classes).Take(given.Classes))]);
        AssertClose(Compute(given), Compute(shuffled));
    });

    [Fact]
    public void Compute_EveryRowTwice_GivesTheSameMetrics() => Properties.Hold(Cases(), given => AssertClose(
        Compute(given),
        Compute(given with { Labels = [.. given.Labels, .. given.Labels], Probabilities = [.. given.Probabilities, .. given.Probabilities] })));

    [Fact]
    public void Auc_AnyScores_IsTheShareOfPairsInOrder() => Properties.Hold(Cases(), given =>
    {
        (double[] scores, bool[] isPositive) = Scores(given);
        double pairs = 0, inOrder = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            for (int j = 0; j < scores.Length; j++)
            {
                if (!isPositive[i] || isPositive[j]) continue;
                pairs++;
                inOrder += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }

        double auc = RankingMetrics.Auc(scores, isPositive);
        if (pairs == 0) Assert.True(double.IsNaN(auc));
        else Assert.Equal(inOrder / pairs, auc, 12);
    });

    [Fact]
    public void Auc_ScoresStretchedOrNegated_IsTheSameOrItsComplement() => Properties.Hold(Cases(), given =>
    {
        (double[] scores, bool[] isPositive) = Scores(given);
        double auc = RankingMetrics.Auc(scores, isPositive);
        if (double.IsNaN(auc)) return;
        Assert.Equal(auc, RankingMetrics.Auc([.. scores.Select(score => (1000 * score) - 7)], isPositive), 12);
        Assert.Equal(1 - auc, RankingMetrics.Auc([.. scores.Select(score => -score)], isPositive), 12);
    });

    [Fact]
    public void FromMargins_AnyMargins_AreProbabilities() => Properties.Hold(Cases(), given =>
    {
        double[] margins = [.. given.Probabilities.Select(p => (p - 0.5) * 40)];
        double[] outputs = Outputs.FromMargins(Link.Softmax, margins, given.Classes);
        Assert.Equal(margins.Length, outputs.Length);
        for (int row = 0; row < given.Labels.Length; row++)
        {
            double[] line = outputs[(row * given.Classes)..((row + 1) * given.Classes)];
            Assert.Equal(1, line.Sum(), 12);
            Assert.All(line, p => Assert.InRange(p, 0, 1));
        }

        double[] two = Outputs.FromMargins(Link.Sigmoid, margins, 1);
        Assert.Equal(2 * margins.Length, two.Length);
        Assert.Equal(1 / (1 + Math.Exp(-margins[0])), two[1], 12);
    });

    [Fact]
    public void Macro_UndefinedValues_AreLeftOut()
    {
        Assert.Equal(0.75, RankingMetrics.Macro([0.5, null, 1.0]));
        Assert.Null(RankingMetrics.Macro([null, null]));
    }

    private static ClassificationMetrics Compute(Case given) =>
        ClassificationMetrics.Compute(given.Probabilities, given.Labels, [.. Enumerable.Range(0, given.Classes).Select(c => $"{c}")]);

    private static (double[] Scores, bool[] IsPositive) Scores(Case given) =>
        ([.. given.Labels.Select((_, row) => given.Probabilities[row * given.Classes])], [.. given.Labels.Select(label => label == 0)]);

    private static void AssertClose(ClassificationMetrics expected, ClassificationMetrics actual)
    {
        Assert.Equal(expected.LogLoss, actual.LogLoss, 12);
        Assert.Equal(expected.Mcc, actual.Mcc, 12);
        Assert.Equal(expected.F1Macro, actual.F1Macro, 12);
        Assert.Equal(expected.Accuracy, actual.Accuracy, 12);
        Assert.Equal(expected.AucMacro ?? -1, actual.AucMacro ?? -1, 12);
    }

    // Few different probabilities, so that ties are common.
    private static Gen<Case> Cases() => Gen.Choose(0, int.MaxValue).Select(seed =>
    {
        SeededRandom random = SeededRandom.For(seed, "metrics");
        int classes = 2 + random.Next(3);
        int[] labels = [.. Enumerable.Range(0, 1 + random.Next(30)).Select(_ => random.Next(classes))];
        double[] probabilities = [.. labels.SelectMany(_ => Row(random, classes))];
        return new Case(seed, classes, labels, probabilities);
    });

    private static double[] Row(SeededRandom random, int classes)
    {
        double[] weights = [.. Enumerable.Range(0, classes).Select(_ => (double)random.Next(4))];
        double sum = weights.Sum();
        return sum == 0 ? [.. weights.Select(_ => 1.0 / classes)] : [.. weights.Select(weight => weight / sum)];
    }

    private sealed record Case(long Seed, int Classes, int[] Labels, double[] Probabilities);
}

using Workflow.Training.Datasets;
using Workflow.Training.Guards.QuickModels;
using Workflow.Training.Metrics;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards.Contamination;

/// <summary>
/// Whether rows that follow each other in the source resemble each other more than rows drawn at random. Compared are pairs of training rows of
/// one class (or tenth of the target), so that rows that are merely sorted by class are not suspicious: the pairs in their order against the same
/// rows paired by chance, by the Mann-Whitney test on their distances.
/// </summary>
/// <param name="Auc">Chance that a pair in order is nearer than a pair by chance: 0.5 where order says nothing.</param>
/// <param name="Deviations">Standard deviations that this lies above 0.5.</param>
internal sealed record Resemblance(double Auc, double Deviations)
{
    private const int FewestPairs = 8;
    private const double LeastAuc = 0.6;
    private const double LeastDeviations = 4;

    /// <summary>Whether order says something that matters and that is no chance.</summary>
    public bool IsReal => Auc >= LeastAuc && Deviations >= LeastDeviations;

    /// <summary>Measures it; null where too few training rows follow each other.</summary>
    public static Resemblance? Measure(RowPoints points, Dataset dataset, int[] train, long seed)
    {
        Strata strata = GuardFeatures.Of(dataset, []).Matrix(train).Strata;
        (int First, int Second, int Stratum)[] inOrder = [.. Pairs(train, strata.OfRow)];
        if (inOrder.Length < FewestPairs) return null;
        (int First, int Second)[] byChance = [.. inOrder.GroupBy(pair => pair.Stratum, pair => (pair.First, pair.Second)).SelectMany(pairs => Shuffle(pairs, seed))];
        double[] nearness =
        [
            .. inOrder.Select(pair => -(double)points.SquaredDistance(pair.First, pair.Second)),
            .. byChance.Select(pair => -(double)points.SquaredDistance(pair.First, pair.Second)),
        ];
        double auc = RankingMetrics.Auc(nearness, [.. Enumerable.Range(0, nearness.Length).Select(i => i < inOrder.Length)]);
        double n = inOrder.Length, m = byChance.Length;
        return new Resemblance(auc, (auc - 0.5) / Math.Sqrt((n + m + 1) / (12 * n * m)));
    }

    // Each row in at most one pair: pairs that share a row would not be independent.
    private static IEnumerable<(int First, int Second, int Stratum)> Pairs(int[] train, int[] stratumOf)
    {
        for (int i = 1; i < train.Length; i++)
        {
            if (train[i] != train[i - 1] + 1 || stratumOf[i] != stratumOf[i - 1]) continue;
            yield return (train[i - 1], train[i], stratumOf[i]);
            i++;
        }
    }

    private static IEnumerable<(int First, int Second)> Shuffle(IGrouping<int, (int First, int Second)> pairs, long seed)
    {
        int[] rows = [.. pairs.SelectMany(pair => (int[])[pair.First, pair.Second])];
        SeededRandom.For(seed, "resemblance", pairs.Key).Shuffle<int>(rows);
        for (int i = 0; i + 1 < rows.Length; i += 2) yield return (rows[i], rows[i + 1]);
    }
}

using Workflow.Scoring.Maths;

namespace Workflow.Training.Experiments.Selection;

/// <summary>The probability from which a model of two classes says the second class, and what it led to on held-back rows.</summary>
/// <param name="Threshold">The probability.</param>
/// <param name="Costs">What each mistake was taken to cost.</param>
/// <param name="FalsePositives">Rows of the first class at or above it.</param>
/// <param name="FalseNegatives">Rows of the second class below it.</param>
/// <param name="CostPerRow">Mean cost of the mistakes.</param>
public sealed record OperatingPoint(double Threshold, MistakeCosts Costs, int FalsePositives, int FalseNegatives, double CostPerRow)
{
    /// <summary>The cheapest threshold; of equally cheap ones the one nearest to what calibrated probabilities would ask for.</summary>
    /// <param name="margins">Margins of rows that the model has not seen.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="costs">What each mistake costs.</param>
    public static OperatingPoint Choose(IReadOnlyList<double> margins, ReadOnlySpan<int> labels, MistakeCosts costs)
    {
        double[] keys = [.. margins];
        int[] sorted = labels.ToArray();
        Array.Sort(keys, sorted);
        double ideal = PortableMath.Log(costs.FalsePositive / costs.FalseNegative);
        int falsePositives = sorted.Count(label => label == 0), falseNegatives = 0;
        (double Cost, double Distance, double Margin, int FalsePositives, int FalseNegatives) best = (double.PositiveInfinity, 0, 0, 0, 0);
        for (int i = 0; i <= keys.Length; i++)
        {
            // All rows from i on are taken for the second class.
            if (i > 0)
            {
                if (sorted[i - 1] == 0) falsePositives--;
                else falseNegatives++;
            }

            if (i > 0 && i < keys.Length && keys[i] == keys[i - 1]) continue;
            double margin = Between(keys, i, ideal);
            var candidate = ((costs.FalsePositive * falsePositives) + (costs.FalseNegative * falseNegatives), Math.Abs(margin - ideal), margin, falsePositives, falseNegatives);
            if (candidate.CompareTo(best) < 0) best = candidate;
        }

        double threshold = 1 / (1 + PortableMath.Exp(-best.Margin));
        return new OperatingPoint(threshold, costs, best.FalsePositives, best.FalseNegatives, best.Cost / keys.Length);
    }

    // Between the rows on both sides every margin does the same: as near to the ideal one as they allow.
    private static double Between(double[] keys, int i, double ideal)
    {
        double low = i == 0 ? double.NegativeInfinity : keys[i - 1];
        double high = i == keys.Length ? double.PositiveInfinity : keys[i];
        if (ideal > low && ideal <= high) return ideal;
        if (double.IsInfinity(low)) return high;
        if (double.IsInfinity(high)) return low + 1;
        double middle = (low / 2) + (high / 2);

        // Between neighbouring doubles there is none, and rows at the lower one must stay below.
        return middle > low ? middle : high;
    }
}

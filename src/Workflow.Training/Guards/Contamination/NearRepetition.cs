using Workflow.Scoring.Maths;

namespace Workflow.Training.Guards.Contamination;

/// <summary>
/// How many rows have a training row so near that it must be a copy. Rows that are drawn independently lie, around any point, as if evenly spread:
/// the nearest is at less than a share of the distance of the fifth with a chance that depends on the number of directions in which rows vary. That
/// number is taken from the fifth and the tenth distance, whose ratio is the same for copies, while copies are few (the doubling dimension; see
/// Levina and Bickel, 2005). Near means: so near as only one row in a thousand would come by chance.
/// </summary>
internal static class NearRepetition
{
    /// <summary>Neighbours that each row must have.</summary>
    public const int Neighbours = 10;

    // 1 - (1 - 1/1000)^(1/4): the chance of one of the four nearer than the fifth.
    private const double OneOfFour = 2.5009382e-4;

    /// <summary>The share of the rows; null where distances say nothing, because columns are too coarse.</summary>
    /// <param name="nearest">The nearest training rows of each row.</param>
    public static double? Share(IReadOnlyList<NearestRows> nearest)
    {
        double[] ratios = [.. nearest.Where(rows => rows.Distance(9) > 0).Select(rows => rows.Distance(4) / rows.Distance(9)).Order()];
        if (ratios.Length == 0 || ratios[ratios.Length / 2] is not (> 0 and < 1)) return null;
        double directions = PortableMath.Log(0.5) / PortableMath.Log(ratios[ratios.Length / 2]);
        double limit = PortableMath.Exp(PortableMath.Log(OneOfFour) / directions);
        return (double)nearest.Count(rows => rows.Distance(0) > 0 && rows.Distance(0) < limit * rows.Distance(4)) / nearest.Count;
    }
}

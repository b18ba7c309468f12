using Workflow.Scoring.Schema;

namespace Workflow.Jobs.Batches;

/// <summary>How the cells of a column fell into the bins of its training histogram.</summary>
/// <param name="Bins">Cells per bin.</param>
public sealed record ColumnTally(long[] Bins)
{
    /// <summary>Cells without a value.</summary>
    public long Missing { get; set; }

    /// <summary>Texts that training never saw.</summary>
    public long Unseen { get; set; }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(ColumnTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < Bins.Length; i++) Bins[i] += other.Bins[i];
        Missing += other.Missing;
        Unseen += other.Unseen;
    }

    /// <summary>
    /// How far the cells are from the training rows: the population stability index (Siddiqi, Credit Risk Scorecards, 2006), the sum over all bins, and missing values as one more, of
    /// (p - q) ln(p / q), where p is the bin's share of these cells, q that of the training rows, and each is at least 0.0001. By custom below 0.1 is no drift to speak of, above 0.25 much.
    /// </summary>
    /// <returns>Null where the column has no histogram or no cell was counted.</returns>
    public double? StabilityIndex(InputColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        const double Least = 0.0001;
        if (column.Histogram is not { } reference) return null;
        double all = Bins.Sum() + Missing + Unseen, trained = reference.Counts.Sum() + reference.Missing;
        if (all == 0 || trained == 0) return null;
        double sum = Part(Missing, reference.Missing) + Part(Unseen, 0);
        for (int i = 0; i < Bins.Length; i++) sum += Part(Bins[i], reference.Counts[i]);
        return sum;

        double Part(long here, long there)
        {
            double p = Math.Max(here / all, Least), q = Math.Max(there / trained, Least);
            return (p - q) * Math.Log(p / q);
        }
    }
}

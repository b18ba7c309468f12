using Workflow.Training.Splits;

namespace Workflow.Training.Randomness;

/// <summary>Rows that stand for all where looking at every one would take too long.</summary>
internal static class RowSample
{
    /// <summary>Rows that a quick model sees at most.</summary>
    public const int MostRows = 20_000;

    /// <summary>All of the rows, or as many as allowed, drawn by the seed; in their order.</summary>
    public static int[] Of(int[] rows, int most, long seed, string purpose)
    {
        if (rows.Length <= most) return rows;
        int[] drawn = [.. rows];
        SeededRandom.For(seed, purpose).Shuffle<int>(drawn);
        return [.. drawn[..most].Order()];
    }

    /// <summary>All rows, or about as many as allowed with every stratum by its share, at least one row of each; in their order.</summary>
    /// <param name="strata">Class of each row, or another group.</param>
    /// <param name="most">How many.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="purpose">What the sample is for.</param>
    public static int[] Stratified(Strata strata, int most, long seed, string purpose)
    {
        int[] all = [.. Enumerable.Range(0, strata.OfRow.Length)];
        if (all.Length <= most) return all;
        SeededRandom.For(seed, purpose).Shuffle<int>(all);
        return
        [
            .. all.GroupBy(row => strata.OfRow[row])
                .SelectMany(rows => rows.Take((int)Math.Ceiling((double)most * rows.Count() / all.Length)))
                .Order(),
        ];
    }
}

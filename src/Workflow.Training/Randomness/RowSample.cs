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
}

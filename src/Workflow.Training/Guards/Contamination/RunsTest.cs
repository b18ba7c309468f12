namespace Workflow.Training.Guards.Contamination;

/// <summary>
/// Whether equal settings follow each other more often than rows in random order would let them: the runs test for several kinds (Wald and
/// Wolfowitz, 1940; Barton and David, 1957).
/// </summary>
internal static class RunsTest
{
    /// <summary>Standard deviations that the number of runs lies above what is expected of random order; far below 0 the order is no chance.</summary>
    /// <param name="kinds">The kind of each row, in the order of the rows.</param>
    public static double Deviation(ReadOnlySpan<int> kinds)
    {
        double n = kinds.Length;
        var counts = new Dictionary<int, int>();
        int runs = 0;
        for (int row = 0; row < kinds.Length; row++)
        {
            counts[kinds[row]] = counts.GetValueOrDefault(kinds[row]) + 1;
            if (row == 0 || kinds[row] != kinds[row - 1]) runs++;
        }

        double squares = counts.Values.Sum(count => (double)count * count);
        double cubes = counts.Values.Sum(count => (double)count * count * count);
        double expected = ((n * (n + 1)) - squares) / n;
        double variance = ((squares * (squares + (n * (n + 1)))) - (2 * n * cubes) - (n * n * n)) / (n * n * (n - 1));
        return variance > 0 ? (runs - expected) / Math.Sqrt(variance) : 0;
    }
}

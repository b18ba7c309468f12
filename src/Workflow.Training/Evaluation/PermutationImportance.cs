using Workflow.Training.Parallelism;
using Workflow.Training.Randomness;

namespace Workflow.Training.Evaluation;

/// <summary>By how much the loss grows when one column's values are shuffled among the rows.</summary>
internal static class PermutationImportance
{
    private const int Shuffles = 5;

    /// <summary>Measures some columns.</summary>
    /// <param name="loss">The loss of the rows.</param>
    /// <param name="cells">Their cells, row by row.</param>
    /// <param name="columns">Indices of the columns.</param>
    /// <param name="seed">Seed of the shuffles.</param>
    /// <param name="threads">Columns measured at a time; the figures do not depend on it.</param>
    /// <param name="cancellationToken">Stops between columns.</param>
    /// <returns>Mean and standard deviation of each column's shuffles, in the order of <paramref name="columns"/>.</returns>
    public static (double Mean, double Deviation)[] Measure(
        RowLoss loss, double[] cells, IReadOnlyList<int> columns, long seed, int threads, CancellationToken cancellationToken)
    {
        double unshuffled = loss.Of(cells);
        var measured = new (double, double)[columns.Count];
        DedicatedThreads.For(columns.Count, threads, i => measured[i] = MeasureOne(loss, cells, columns[i], unshuffled, seed), cancellationToken);
        return measured;
    }

    private static (double Mean, double Deviation) MeasureOne(RowLoss loss, double[] cells, int column, double unshuffled, long seed)
    {
        int width = cells.Length / loss.RowCount;
        double[] changed = [.. cells];
        var values = new double[loss.RowCount];
        var growth = new double[Shuffles];
        for (int shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            for (int row = 0; row < values.Length; row++) values[row] = cells[(row * width) + column];
            SeededRandom.For(seed, "permutation", (column * Shuffles) + shuffle).Shuffle<double>(values);
            for (int row = 0; row < values.Length; row++) changed[(row * width) + column] = values[row];
            growth[shuffle] = loss.Of(changed) - unshuffled;
        }

        double mean = growth.Average();
        return (mean, Math.Sqrt(growth.Sum(value => (value - mean) * (value - mean)) / (Shuffles - 1)));
    }
}

using Workflow.Training.Datasets;
using Workflow.Training.Randomness;

namespace Workflow.Bench.Growth;

/// <summary>A dataset, made larger: rows drawn again, each with a little noise; columns copied with more of it.</summary>
internal static class GrownTable
{
    private const double RowNoise = 0.01;
    private const double ColumnNoise = 0.5;

    /// <summary>Makes a table.</summary>
    /// <param name="original">The dataset.</param>
    /// <param name="rows">How many times its rows.</param>
    /// <param name="columns">How many times its columns.</param>
    public static Dataset Of(Dataset original, int rows, int columns)
    {
        SeededRandom random = SeededRandom.For(1, "growth");
        int count = original.RowCount * rows;
        int[] source = [.. Enumerable.Range(0, count).Select(row => row < original.RowCount ? row : random.Next(original.RowCount))];
        var cells = new List<double[]>();
        var described = new List<DatasetColumn>();
        for (int copy = 0; copy < columns; copy++)
        {
            for (int column = 0; column < original.Features.Count; column++)
            {
                double[] values = original.Features[column];
                double noise = Deviation(values) * (copy == 0 ? RowNoise : ColumnNoise);
                bool isOriginal = copy == 0;
                cells.Add([.. source.Select((row, i) => isOriginal && i < values.Length ? values[row] : values[row] + (noise * random.NextNormal()))]);
                described.Add(original.Schema.Features[column] with { Name = isOriginal ? original.Schema.Features[column].Name : $"{original.Schema.Features[column].Name}_{copy}" });
            }
        }

        return new Dataset(original.Schema with { RowCount = count, Features = described }, cells, [.. source.Select(row => original.Labels[row])]);
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}

using Workflow.Training.Datasets;
using Workflow.Training.Randomness;

namespace Workflow.Bench.Scoring;

/// <summary>
/// A dataset whose trees grow to their full size: each row several times with a little noise, and one label in five at random. Trees of a small clean
/// dataset soon have nothing left to split.
/// </summary>
internal static class GrownDataset
{
    private const int Copies = 8;
    private const double Noise = 0.02;
    private const int OneLabelIn = 5;

    /// <summary>Makes it; the same for the same dataset.</summary>
    public static Dataset Of(Dataset dataset)
    {
        SeededRandom random = SeededRandom.For(7, "grown-dataset");
        double[][] features = [.. dataset.Features.Select(cells => Grow(cells, random))];
        int[] labels =
        [
            .. Enumerable.Range(0, dataset.RowCount * Copies).Select(
                row => random.Next(OneLabelIn) == 0 ? random.Next(dataset.Schema.Classes.Count) : dataset.Labels[row % dataset.RowCount]),
        ];
        return new Dataset(dataset.Schema with { RowCount = labels.Length }, features, labels);
    }

    private static double[] Grow(double[] cells, SeededRandom random)
    {
        double mean = cells.Average();
        double spread = Math.Sqrt(cells.Average(cell => (cell - mean) * (cell - mean)));
        return [.. Enumerable.Range(0, cells.Length * Copies).Select(row => cells[row % cells.Length] + (spread * Noise * random.NextNormal()))];
    }
}

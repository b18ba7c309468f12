using Workflow.Training.Datasets;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;

namespace Workflow.Training.Tests.TestData;

/// <summary>Rows that depend on the rows before them, and rows that do not.</summary>
internal static class TestSeries
{
    /// <summary>Independent rows of many shapes: normal, correlated, of heavy tails, in clusters, rounded, of few texts, sorted by class.</summary>
    public static Dataset Independent(SeededRandom random, int rows, int kind)
    {
        int columns = kind % 7 == 3 ? 2 : 6;
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(3))];
        if (kind % 7 == 6) Array.Sort(labels);
        double[][] centres = [.. Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, columns).Select(_ => 4 * random.NextNormal()).ToArray())];
        double[][] cells = [.. Enumerable.Range(0, columns).Select(_ => new double[rows])];
        for (int row = 0; row < rows; row++)
        {
            double common = random.NextNormal();
            double[] centre = centres[random.Next(centres.Length)];
            for (int column = 0; column < columns; column++)
            {
                double x = labels[row] + random.NextNormal();
                cells[column][row] = (kind % 7) switch
                {
                    1 => (common * (column + 1)) + (0.1 * x),
                    2 => Math.Exp(x),
                    4 => centre[column] + (0.2 * x),
                    5 => Math.Round(2 * x),
                    _ => x,
                };
            }
        }

        return TestDatasets.Create([.. cells.Select((_, i) => TestDatasets.Number($"x{i}"))], cells, labels, 3);
    }

    /// <summary>A machine whose settings stay for some rows, and whose sensors have a level of their own in each of these blocks and drift slowly.</summary>
    public static Dataset Machine(SeededRandom random, int blocks, int rowsPerBlock)
    {
        int rows = blocks * rowsPerBlock;
        int[] settings = [.. Enumerable.Range(0, blocks).Select(_ => random.Next(6))];
        var cells = new double[5][];
        for (int column = 0; column < cells.Length; column++)
        {
            double[] levels = [.. Enumerable.Range(0, blocks).Select(_ => 2 * random.NextNormal())];
            cells[column] = [.. Enumerable.Range(0, rows).Select(row => levels[row / rowsPerBlock] + (0.2 * random.NextNormal()))];
        }

        int[] combination = [.. Enumerable.Range(0, rows).Select(row => settings[row / rowsPerBlock])];
        return TestDatasets.Create([.. cells.Select((_, i) => TestDatasets.Number($"x{i}"))], cells, [.. combination.Select(setting => setting % 3)], 3)
            .WithSettings(["setting"], combination);
    }

    /// <summary>The same rows in random order.</summary>
    public static Dataset Shuffled(Dataset dataset, SeededRandom random)
    {
        int[] order = [.. Enumerable.Range(0, dataset.RowCount)];
        random.Shuffle<int>(order);
        var shuffled = new Dataset(dataset.Schema, [.. dataset.Features.Select(cells => order.Select(row => cells[row]).ToArray())], [.. order.Select(row => dataset.Labels[row])]);
        return dataset.Settings.Length == 0 ? shuffled : shuffled.WithSettings(dataset.Schema.Settings, [.. order.Select(row => dataset.Settings[row])]);
    }

    /// <summary>A quarter of the rows, drawn at random, to test.</summary>
    public static DataSplit Split(Dataset dataset, long seed) => Splitter.Split(dataset, TestSplits.Definition with { Seed = seed });
}

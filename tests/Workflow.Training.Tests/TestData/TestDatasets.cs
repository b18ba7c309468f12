using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Randomness;

namespace Workflow.Training.Tests.TestData;

/// <summary>Makes datasets by hand and at random.</summary>
internal static class TestDatasets
{
    public static string Digest { get; } = new('0', 64);

    public static DatasetColumn Number(string name) => new() { Name = name, Type = ColumnType.Number };

    public static DatasetColumn Category(string name, params string[] levels) => new() { Name = name, Type = ColumnType.Category, Levels = levels };

    /// <summary>Classes that are named by their index.</summary>
    public static TargetClass[] Classes(int count) => [.. Enumerable.Range(0, count).Select(c => new TargetClass($"{c}", null))];

    public static Dataset Create(IReadOnlyList<DatasetColumn> columns, IReadOnlyList<double[]> cells, int[] labels, int classCount) => new(
        new DatasetSchema
        {
            Recipe = "test",
            Row = "row",
            RowCount = labels.Length,
            Features = columns,
            Target = "y",
            Classes = Classes(classCount),
            RecipeSha256 = Digest,
            SourceSha256 = Digest,
            Simulated = false,
        },
        cells,
        labels);

    /// <summary>A dataset whose label is a number.</summary>
    public static Dataset Regression(IReadOnlyList<DatasetColumn> columns, IReadOnlyList<double[]> cells, double[] targets) =>
        Dataset.ForRegression(Create(columns, cells, new int[targets.Length], 1).Schema with { Classes = [] }, cells, targets);

    /// <summary>Labels alone, beside a column that counts the rows.</summary>
    public static Dataset OfLabels(int[] labels, int classCount) =>
        Create([Number("row")], [[.. Enumerable.Range(0, labels.Length).Select(row => (double)row)]], labels, classCount);

    /// <summary>Random columns of numbers, some of them missing, that say something about the label.</summary>
    public static Dataset Numbers(SeededRandom random, int rows, int columns, int classCount, double missing = 0)
    {
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % classCount)];
        double[][] cells = [.. Enumerable.Range(0, columns).Select(column => labels.Select(Cell).ToArray())];
        return Create([.. Enumerable.Range(0, columns).Select(column => Number($"x{column}"))], cells, labels, classCount);

        double Cell(int label) => random.NextDouble() < missing ? double.NaN : label + random.NextNormal();
    }

    /// <summary>Random columns of both types, with the corners of doubles and of texts among the cells.</summary>
    public static Dataset Any(SeededRandom random)
    {
        int rows = random.Next(40);
        int classCount = 2 + random.Next(4);
        var columns = new List<DatasetColumn>();
        var cells = new List<double[]>();
        for (int i = random.Next(5); i >= 0; i--)
        {
            DatasetColumn column = random.Next(3) == 0 ? Category($"c{i}", [.. Levels(random)]) : Number($"n{i}") with { Unit = "bar", Note = "\"ü\n" };
            columns.Add(column);
            cells.Add([.. Enumerable.Range(0, rows).Select(_ => Cell(random, column))]);
        }

        return Create(columns, cells, [.. Enumerable.Range(0, rows).Select(_ => random.Next(classCount))], classCount);
    }

    private static IEnumerable<string> Levels(SeededRandom random)
    {
        string[] texts = ["a", "a,b", "with \"quotes\"", "line\nbreak", "carriage\rreturn", "=1+1", "日本 🚀", "'", "#", "-5", "; tab\t|"];
        return texts.Take(1 + random.Next(texts.Length)).Order(StringComparer.Ordinal);
    }

    private static double Cell(SeededRandom random, DatasetColumn column)
    {
        if (random.Next(8) == 0) return double.NaN;
        if (column.Type == ColumnType.Category) return random.Next(column.Levels.Count);
        double[] corners = [0, -0.0, 1, -1, 0.1, 1.0 / 3, double.Epsilon, double.MaxValue, double.MinValue, 1e-300, 123_456_789_012_345_680, 5e-324];
        return random.Next(3) == 0 ? random.Choose<double>(corners) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(40) - 20);
    }
}

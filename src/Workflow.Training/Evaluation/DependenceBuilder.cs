using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Training.Evaluation;

/// <summary>Sets one column to one value after another in some rows, and asks the pipeline.</summary>
internal static class DependenceBuilder
{
    private const int MostValues = 25;

    /// <summary>Builds the answers along a column.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="cells">Cells of some training rows, row by row.</param>
    /// <param name="column">Index of the column.</param>
    /// <returns>Null where the column has one value alone.</returns>
    public static PartialDependence? Build(ScoringPipeline pipeline, double[] cells, int column)
    {
        InputColumn described = pipeline.InputColumns[column];
        int width = pipeline.InputColumns.Count;
        double[] own = [.. Enumerable.Range(0, cells.Length / width).Select(row => cells[(row * width) + column])];
        double[] values = described.Type == ColumnType.Category ? [.. Enumerable.Range(0, Math.Min(MostValues, described.Levels.Count)).Select(level => (double)level)] : Grid(own);
        if (values.Length < 2) return null;
        var outputs = new double[pipeline.OutputColumns.Count][];
        for (int k = 0; k < outputs.Length; k++) outputs[k] = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double[] means = Answer(pipeline, cells, column, values[i]);
            for (int k = 0; k < outputs.Length; k++) outputs[k][i] = means[k];
        }

        IReadOnlyList<string> levels = described.Type == ColumnType.Category ? [.. described.Levels.Take(values.Length)] : [];
        return new PartialDependence(described.Name, values, levels, outputs);
    }

    // Where the rows are: equal steps along their ranks, from the lowest to the highest.
    private static double[] Grid(double[] values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Distinct().Order()];
        if (sorted.Length <= MostValues) return sorted;
        return [.. Enumerable.Range(0, MostValues).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / (MostValues - 1))])];
    }

    private static double[] Answer(ScoringPipeline pipeline, double[] cells, int column, double value)
    {
        int width = pipeline.InputColumns.Count, rows = cells.Length / width, outputCount = pipeline.OutputColumns.Count;
        double[] changed = [.. cells];
        for (int row = 0; row < rows; row++) changed[(row * width) + column] = value;
        var outputs = new double[rows * outputCount];
        pipeline.Score(changed, outputs);
        var means = new double[outputCount];
        for (int i = 0; i < outputs.Length; i++) means[i % outputCount] += outputs[i] / rows;
        return means;
    }
}

using Workflow.Scoring;
using Workflow.Training.Parallelism;

namespace Workflow.Training.Evaluation;

/// <summary>How far each column moves the margins: mean absolute contributions over rows.</summary>
internal static class ContributionImportance
{
    private const int RowsAtATime = 16;

    /// <summary>Measures all columns.</summary>
    /// <param name="pipeline">The pipeline; it has contributions.</param>
    /// <param name="cells">Input cells, row by row.</param>
    /// <param name="threads">Rows looked at a time; the figures do not depend on it.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <returns>Per column the mean of each margin.</returns>
    public static double[][] Measure(ScoringPipeline pipeline, double[] cells, int threads, CancellationToken cancellationToken)
    {
        int columns = pipeline.InputColumns.Count, margins = pipeline.Model.MarginCount, rows = cells.Length / columns;
        int perRow = (columns + 1) * margins;
        var all = new double[rows * perRow];
        DedicatedThreads.For((rows + RowsAtATime - 1) / RowsAtATime, threads, Explain, cancellationToken);
        return
        [
            .. from column in Enumerable.Range(0, columns)
               select (double[])[.. Enumerable.Range(0, margins).Select(margin => MeanSize(column, margin))],
        ];

        void Explain(int block)
        {
            int first = block * RowsAtATime, count = Math.Min(RowsAtATime, rows - first);
            pipeline.Contributions(cells.AsSpan(first * columns, count * columns), all.AsSpan(first * perRow, count * perRow));
        }

        double MeanSize(int column, int margin)
        {
            double sum = 0;
            for (int row = 0; row < rows; row++) sum += Math.Abs(all[(row * perRow) + (margin * (columns + 1)) + column]);
            return sum / rows;
        }
    }
}

using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Workflow.Scoring.Envelopes;
using Workflow.Scoring.Schema;
using Workflow.Training.Features;
using Workflow.Training.Learners.Linear;

namespace Workflow.Training.Packaging;

/// <summary>Learns from the training rows where they lie.</summary>
internal static class EnvelopeBuilder
{
    // Rows like the training rows may lie a little beyond the outermost of them.
    private const double Widening = 0.05;

    // Of rows like the training rows so many may be called outside by the joint limit; with the limits of the columns fewer than one in a hundred.
    private const double JointShare = 0.005;

    // Beyond this many columns the joint limit would cost more than the answer.
    private const int MostJointColumns = 32;

    // From fewer rows their spread in every direction cannot be told: any new row would lie outside.
    private const int RowsPerColumn = 10;

    // Directions in which the rows hardly vary would make noise of rounding.
    private const double Ridge = 1e-6;

    /// <summary>Learns it.</summary>
    /// <param name="plan">The columns.</param>
    /// <param name="trainingRows">The rows.</param>
    public static TrainingEnvelope Build(FeaturePlan plan, IReadOnlyList<int> trainingRows)
    {
        double[] cells = plan.Cells(trainingRows);
        ColumnLimits[] limits = [.. plan.Columns.Select(Limits).OfType<ColumnLimits>()];
        var envelope = new TrainingEnvelope { Columns = limits, Joint = Joint(cells, plan.Columns.Count, limits) };
        return envelope with { TrainingShareOutside = ShareOutside(envelope, plan.Columns, cells) };
    }

    private static ColumnLimits? Limits(InputColumn column, int index)
    {
        if (column is not { Type: ColumnType.Number, Minimum: { } low, Maximum: { } high }) return null;
        double width = Widening * ((high / 2) - (low / 2)) * 2;
        return new ColumnLimits(index, Math.Max(low - width, double.MinValue), Math.Min(high + width, double.MaxValue));
    }

    private static JointLimit? Joint(double[] cells, int width, ColumnLimits[] limits)
    {
        MathNetLibrary.UseOneThread();
        int rows = cells.Length / width;
        int[] columns = [.. limits.Where(column => column.High > column.Low).Select(column => column.Column).Take(MostJointColumns)];
        if (columns.Length < 2 || rows < RowsPerColumn * columns.Length) return null;
        double[] means = [.. columns.Select(column => Mean(cells, width, column))];
        var offsets = DenseMatrix.Create(rows, columns.Length, (row, j) => cells[(row * width) + columns[j]] is var cell && double.IsNaN(cell) ? 0 : cell - means[j]);
        Matrix<double> covariance = offsets.TransposeThisAndMultiply(offsets) / (rows - 1);
        double[] scales = [.. Enumerable.Range(0, columns.Length).Select(j => Math.Sqrt(covariance[j, j]))];
        if (!scales.All(scale => double.IsFinite(scale) && scale > 0)) return null;

        // Of correlations, so that the ridge means the same for every unit.
        Matrix<double> correlation = DenseMatrix.Create(columns.Length, columns.Length, (i, j) => (covariance[i, j] / scales[i] / scales[j]) + (i == j ? Ridge : 0));
        Matrix<double> factor = correlation.Cholesky().Factor.Inverse();
        double[] triangle = [.. from i in Enumerable.Range(0, columns.Length) from j in Enumerable.Range(0, i + 1) select factor[i, j] / scales[j]];
        if (!triangle.All(double.IsFinite)) return null;
        var limit = new JointLimit(columns, means, triangle, 0);
        double[] distances = [.. Enumerable.Range(0, rows).Select(row => limit.Distance(cells.AsSpan(row * width, width))).Order()];
        return limit with { Limit = distances[^(1 + (int)(rows * JointShare))] };
    }

    private static double Mean(double[] cells, int width, int column)
    {
        double sum = 0;
        int count = 0;
        for (int i = column; i < cells.Length; i += width)
        {
            if (double.IsNaN(cells[i])) continue;
            sum += cells[i];
            count++;
        }

        return sum / count;
    }

    private static double ShareOutside(TrainingEnvelope envelope, IReadOnlyList<InputColumn> columns, double[] cells)
    {
        var limits = new RowLimits(envelope, columns);
        var outside = new bool[columns.Count];
        int rows = cells.Length / columns.Count;
        return (double)Enumerable.Range(0, rows).Count(row => limits.IsOutside(cells.AsSpan(row * columns.Count, columns.Count), outside)) / rows;
    }
}

using System.Runtime.Intrinsics;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Guards.QuickModels;

namespace Workflow.Training.Guards.Contamination;

/// <summary>
/// Rows as points, so that a distance says how much two of them resemble each other. Numbers are divided by the standard deviation that they have
/// in the training rows; a missing one lies at the mean; two different texts of a category lie 1 apart.
/// </summary>
internal sealed class RowPoints
{
    // Always eight at a time, whatever the processor can do: sums of other lengths would have other last bits.
    private const int Lanes = 8;

    private readonly float[] _values;
    private readonly int _stride;

    private RowPoints(float[] values, int stride)
    {
        _values = values;
        _stride = stride;
    }

    /// <summary>All rows of a dataset as points.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="columns">Columns that count.</param>
    /// <param name="train">Rows from which means and deviations are taken.</param>
    public static RowPoints Of(Dataset dataset, IEnumerable<int> columns, int[] train)
    {
        var features = GuardFeatures.Of(dataset, columns);
        FeatureMatrix matrix = features.Matrix([.. Enumerable.Range(0, dataset.RowCount)]);
        int width = matrix.FeatureCount;
        int stride = (width + Lanes - 1) / Lanes * Lanes;
        var values = new float[dataset.RowCount * stride];
        for (int i = 0; i < width; i++)
        {
            bool isNumber = dataset.Schema.Features[features.Columns[i]].Type == ColumnType.Number;
            (double mean, double scale) = isNumber ? Standard(matrix, i, train) : (0, Math.Sqrt(0.5));
            for (int row = 0; row < dataset.RowCount; row++)
            {
                float cell = matrix.Row(row)[i];
                values[(row * stride) + i] = float.IsNaN(cell) ? 0 : (float)((cell - mean) * scale);
            }
        }

        return new RowPoints(values, stride);
    }

    /// <summary>The square of the distance of two rows.</summary>
    public float SquaredDistance(int a, int b)
    {
        ReadOnlySpan<float> x = _values.AsSpan(a * _stride, _stride);
        ReadOnlySpan<float> y = _values.AsSpan(b * _stride, _stride);
        Vector256<float> sums = Vector256<float>.Zero;
        for (int i = 0; i < x.Length; i += Lanes)
        {
            Vector256<float> difference = Vector256.Create(x[i..]) - Vector256.Create(y[i..]);
            sums += difference * difference;
        }

        float sum = 0;
        for (int i = 0; i < Lanes; i++) sum += sums[i];
        return sum;
    }

    private static (double Mean, double Scale) Standard(FeatureMatrix matrix, int feature, int[] train)
    {
        double[] present = [.. train.Select(row => (double)matrix.Row(row)[feature]).Where(cell => !double.IsNaN(cell))];
        double mean = present.DefaultIfEmpty(0).Average();
        double deviation = Math.Sqrt(present.Select(cell => (cell - mean) * (cell - mean)).DefaultIfEmpty(0).Average());
        return (mean, deviation > Math.Abs(mean) * 1e-9 ? 1 / deviation : 0);
    }
}

using Workflow.Training.Features;

namespace Workflow.Training.Learners.Linear;

/// <summary>Means and scales of features: after it each has mean 0 and population standard deviation 1; missing values become 0.</summary>
/// <param name="Means">Mean of each feature's present values; 0 where there are none.</param>
/// <param name="Scales">Standard deviation of each feature's present values; 1 for a constant.</param>
internal sealed record Standardisation(double[] Means, double[] Scales)
{
    /// <summary>Learns means and scales.</summary>
    public static Standardisation Of(FeatureMatrix matrix)
    {
        var means = new double[matrix.FeatureCount];
        var scales = new double[matrix.FeatureCount];
        for (int j = 0; j < means.Length; j++)
        {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < matrix.RowCount; i++)
            {
                float x = matrix.Row(i)[j];
                if (float.IsNaN(x)) continue;
                sum += x;
                count++;
            }

            double mean = count == 0 ? 0 : sum / count;
            double squares = 0;
            for (int i = 0; i < matrix.RowCount; i++)
            {
                float x = matrix.Row(i)[j];
                if (!float.IsNaN(x)) squares += (x - mean) * (x - mean);
            }

            double deviation = count == 0 ? 0 : Math.Sqrt(squares / count);
            means[j] = mean;
            scales[j] = deviation > Math.Abs(mean) * 1e-12 ? deviation : 1;
        }

        return new Standardisation(means, scales);
    }

    /// <summary>Standardised features, row by row.</summary>
    public double[] Apply(FeatureMatrix matrix)
    {
        var z = new double[matrix.RowCount * matrix.FeatureCount];
        for (int i = 0; i < matrix.RowCount; i++)
        {
            ReadOnlySpan<float> row = matrix.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                z[(i * row.Length) + j] = float.IsNaN(row[j]) ? 0 : (row[j] - Means[j]) / Scales[j];
            }
        }

        return z;
    }
}

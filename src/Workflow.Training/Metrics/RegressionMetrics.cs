namespace Workflow.Training.Metrics;

/// <summary>How well numbers are predicted on a set of rows.</summary>
public sealed record RegressionMetrics
{
    /// <summary>Number of rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Root of the mean squared error, in the target's unit. Lower is better.</summary>
    public required double Rmse { get; init; }

    /// <summary>Mean absolute error, in the target's unit.</summary>
    public required double Mae { get; init; }

    /// <summary>
    /// Share of the variance that is explained: 1 perfect, 0 no better than the mean of these rows; null where all of them are the same.
    /// </summary>
    public required double? R2 { get; init; }

    /// <summary>Computes the metrics.</summary>
    /// <param name="predictions">One number per row.</param>
    /// <param name="targets">The true number of each row; at least one row.</param>
    public static RegressionMetrics Compute(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets)
    {
        double mean = 0;
        foreach (double target in targets) mean += target / targets.Length;
        double absolute = 0, spread = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            absolute += Math.Abs(predictions[i] - targets[i]);
            spread += (targets[i] - mean) * (targets[i] - mean);
        }

        double rmse = RootMeanSquare(predictions, targets);
        return new RegressionMetrics
        {
            Rows = targets.Length,
            Rmse = rmse,
            Mae = absolute / targets.Length,
            R2 = spread > 0 ? 1 - (rmse * rmse * targets.Length / spread) : null,
        };
    }

    /// <summary>Root of the mean squared error.</summary>
    public static double RootMeanSquare(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets)
    {
        double squares = 0;
        for (int i = 0; i < targets.Length; i++) squares += (predictions[i] - targets[i]) * (predictions[i] - targets[i]);
        return Math.Sqrt(squares / targets.Length);
    }
}

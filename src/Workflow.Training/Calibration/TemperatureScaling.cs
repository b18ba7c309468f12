namespace Workflow.Training.Calibration;

/// <summary>
/// Temperature scaling (Guo and others, On Calibration of Modern Neural Networks, 2017): all margins are multiplied by one number, the inverse
/// of the temperature, that makes held-back rows most likely. The order of the classes stays.
/// </summary>
internal static class TemperatureScaling
{
    private const double Smallest = 0.02;
    private const double Largest = 50;
    private const int MostSteps = 60;
    private const double Tolerance = 1e-9;

    /// <summary>The multiplier, from 0.02 to 50.</summary>
    /// <param name="rows">Rows that the model has not seen.</param>
    /// <param name="margins">What it predicted for them.</param>
    public static double Fit(PredictedRows rows, ReadOnlySpan<double> margins)
    {
        // The loss is convex in the multiplier: Newton's method, kept within an interval that the sign of the slope narrows.
        double low = Smallest, high = Largest, scale = 1;
        for (int step = 0; step < MostSteps; step++)
        {
            (_, double slope, double curvature) = SmoothedLogLoss.Terms(rows, margins, scale);
            if (slope > 0) high = scale;
            else low = scale;
            double next = curvature > 0 ? scale - (slope / curvature) : Math.Sqrt(low * high);
            if (!(next > low && next < high)) next = Math.Sqrt(low * high);
            if (Math.Abs(next - scale) <= Tolerance * scale) return next;
            scale = next;
        }

        return scale;
    }
}

namespace Workflow.Training.Calibration;

/// <summary>Fits calibrations to predictions for held-back rows.</summary>
internal static class Calibrator
{
    // Below it a curve would follow single rows.
    private const int FewestRowsForCurve = 1000;
    private const int FewestOfClassForCurve = 100;

    // A temperature has one parameter: this many rows tell it to four digits.
    private const int MostRows = 50_000;

    /// <summary>Fits.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="rows">Rows that the model has not seen.</param>
    /// <param name="margins">What it predicted for them.</param>
    public static MarginCalibration Fit(CalibrationKind kind, PredictedRows rows, ReadOnlySpan<double> margins)
    {
        if (kind == CalibrationKind.Isotonic) return new MarginCalibration(1, IsotonicCurve.Fit(rows, margins));
        if (rows.Labels.Length <= MostRows) return new MarginCalibration(TemperatureScaling.Fit(rows, margins), null);

        // Every so manieth row: the order of rows says nothing here, and the same rows serve every model.
        int stride = (rows.Labels.Length + MostRows - 1) / MostRows;
        int[] chosen = [.. Enumerable.Range(0, rows.Labels.Length).Where(row => row % stride == 0)];
        var sample = new double[chosen.Length * rows.MarginCount];
        for (int i = 0; i < chosen.Length; i++)
        {
            margins.Slice(chosen[i] * rows.MarginCount, rows.MarginCount).CopyTo(sample.AsSpan(i * rows.MarginCount));
        }

        return new MarginCalibration(TemperatureScaling.Fit(rows.Select(chosen), sample), null);
    }

    /// <summary>The kinds that rows of these numbers allow.</summary>
    public static IReadOnlyList<CalibrationKind> KindsFor(PredictedRows rows)
    {
        bool isEnough = rows.ClassCount == 2
            && rows.Labels.Length >= FewestRowsForCurve
            && rows.Labels.CountBy(label => label).All(count => count.Value >= FewestOfClassForCurve);
        return isEnough ? [CalibrationKind.Temperature, CalibrationKind.Isotonic] : [CalibrationKind.Temperature];
    }
}

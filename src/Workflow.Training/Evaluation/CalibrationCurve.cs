namespace Workflow.Training.Evaluation;

/// <summary>
/// Whether probabilities mean what they say: predictions by their height, beside the share that came true. With several classes every row counts
/// once for every class; with two, for the second alone.
/// </summary>
/// <param name="Bins">Ten equal parts of 0 to 1, without the empty ones.</param>
/// <param name="Error">Expected calibration error (Naeini, Cooper and Hauskrecht, 2015): the mean distance of the two, weighted by predictions.</param>
public sealed record CalibrationCurve(IReadOnlyList<CalibrationBin> Bins, double Error)
{
    private const int Parts = 10;

    /// <summary>Computes the curve.</summary>
    /// <param name="probabilities">Predicted probabilities; at least one.</param>
    /// <param name="cameTrue">Whether what each was predicted of is so.</param>
    public static CalibrationCurve Compute(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> cameTrue)
    {
        var sums = new double[Parts];
        var counts = new int[Parts];
        var hits = new int[Parts];
        for (int i = 0; i < probabilities.Length; i++)
        {
            int part = Math.Min(Parts - 1, (int)(probabilities[i] * Parts));
            sums[part] += probabilities[i];
            counts[part]++;
            if (cameTrue[i]) hits[part]++;
        }

        CalibrationBin[] bins =
        [
            .. from part in Enumerable.Range(0, Parts)
               where counts[part] > 0
               select new CalibrationBin(sums[part] / counts[part], (double)hits[part] / counts[part], counts[part]),
        ];
        double distances = bins.Sum(bin => Math.Abs(bin.Predicted - bin.Observed) * bin.Predictions);
        return new CalibrationCurve(bins, distances / probabilities.Length);
    }
}

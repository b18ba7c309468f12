namespace Workflow.Scoring.Models;

/// <summary>
/// Margins linear in standardised features: margin k = intercept k + sum over features j of weight kj (x j - mean j) / scale j.
/// A missing value counts as its feature's mean, so it adds nothing.
/// </summary>
public sealed class LinearModel : MarginModel
{
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _intercepts;
    private readonly double[] _weights;

    /// <summary>Creates the model.</summary>
    /// <param name="means">Mean of each feature.</param>
    /// <param name="scales">Scale of each feature; positive.</param>
    /// <param name="intercepts">Intercept of each margin.</param>
    /// <param name="weights">Weights, all features of the first margin first.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit each other, or a number that is not finite.</exception>
    public LinearModel(double[] means, double[] scales, double[] intercepts, double[] weights)
        : base(means.Length, intercepts.Length)
    {
        if (means.Length == 0 || intercepts.Length == 0 || scales.Length != means.Length
            || weights.Length != means.Length * intercepts.Length)
        {
            throw new ArgumentException("the lengths of a linear model's parts do not fit each other");
        }

        if (!AllFinite(means) || !AllFinite(scales) || !AllFinite(intercepts) || !AllFinite(weights) || scales.Any(s => s <= 0))
        {
            throw new ArgumentException("a linear model's parts must be finite and its scales positive");
        }

        _means = means;
        _scales = scales;
        _intercepts = intercepts;
        _weights = weights;
    }

    /// <summary>Mean of each feature.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>Scale of each feature.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>Intercept of each margin.</summary>
    public ReadOnlySpan<double> Intercepts => _intercepts;

    /// <summary>Weights, all features of the first margin first.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <inheritdoc/>
    public override void ComputeMargins(ReadOnlySpan<float> features, bool anyMissing, Span<double> margins)
    {
        int rows = features.Length / FeatureCount;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = features.Slice(row * FeatureCount, FeatureCount);
            Span<double> sums = margins.Slice(row * MarginCount, MarginCount);
            _intercepts.CopyTo(sums);
            for (int j = 0; j < x.Length; j++)
            {
                if (float.IsNaN(x[j])) continue;
                double z = (x[j] - _means[j]) / _scales[j];
                for (int k = 0; k < sums.Length; k++) sums[k] += _weights[(k * x.Length) + j] * z;
            }
        }
    }

    private static bool AllFinite(double[] values) => Array.TrueForAll(values, double.IsFinite);
}

namespace Workflow.Scoring.Models;

/// <summary>
/// Margins linear in standardised features: margin k = intercept k + sum over features j of weight kj (x j - mean j) / scale j.
/// A missing value counts as its feature's mean, so it adds nothing.
/// </summary>
public sealed class LinearModel : MarginModel
{
    // Far from the largest double, so that rounding cannot reach it.
    private const double Bound = 1e300;

    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _intercepts;
    private readonly double[] _weights;

    /// <summary>Creates the model from copies of its parts.</summary>
    /// <param name="means">Mean of each feature.</param>
    /// <param name="scales">Scale of each feature; positive.</param>
    /// <param name="intercepts">Intercept of each margin.</param>
    /// <param name="weights">Weights, all features of the first margin first.</param>
    /// <exception cref="ArgumentException">
    /// Lengths that do not fit each other, a number that is not finite, or a margin that finite features could make infinite.
    /// </exception>
    public LinearModel(
        ReadOnlySpan<double> means, ReadOnlySpan<double> scales, ReadOnlySpan<double> intercepts, ReadOnlySpan<double> weights)
        : base(means.Length, intercepts.Length)
    {
        if (scales.Length != means.Length || weights.Length != (long)means.Length * intercepts.Length)
        {
            throw new ArgumentException("the lengths of a linear model's parts do not fit each other");
        }

        _means = means.ToArray();
        _scales = scales.ToArray();
        _intercepts = intercepts.ToArray();
        _weights = weights.ToArray();
        if (!AllFinite(_means) || !AllFinite(_scales) || !AllFinite(_intercepts) || !AllFinite(_weights) || _scales.Any(s => s <= 0))
        {
            throw new ArgumentException("a linear model's parts must be finite and its scales positive");
        }

        for (int k = 0; k < MarginCount; k++) RequireFinite(k);
    }

    /// <summary>Mean of each feature.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>Scale of each feature.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>Intercept of each margin.</summary>
    public ReadOnlySpan<double> Intercepts => _intercepts;

    /// <summary>Weights, all features of the first margin first.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    internal override double LargestMargin => Bound;

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

    // Terms of opposite sign that both overflow would add up to NaN.
    private void RequireFinite(int margin)
    {
        double largest = Math.Abs(_intercepts[margin]);
        for (int j = 0; j < FeatureCount; j++)
        {
            largest += Math.Abs(_weights[(margin * FeatureCount) + j]) * ((float.MaxValue + Math.Abs(_means[j])) / _scales[j]);
        }

        bool isFinite = largest <= Bound;
        if (!isFinite) throw new ArgumentException($"margin {margin} could overflow: its weights are too large for its features' scales");
    }

    private static bool AllFinite(double[] values) => Array.TrueForAll(values, double.IsFinite);
}

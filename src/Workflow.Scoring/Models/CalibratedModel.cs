namespace Workflow.Scoring.Models;

/// <summary>A model whose margins are corrected by curves: margin k = curve k (margin k of the inner model).</summary>
public sealed class CalibratedModel : MarginModel
{
    private readonly MarginCurve[] _curves;

    /// <summary>Creates the model.</summary>
    /// <param name="inner">The model whose margins are corrected; neither calibrated nor of several models itself.</param>
    /// <param name="curves">One curve per margin.</param>
    /// <exception cref="ArgumentException">An inner model of those kinds, or another number of curves.</exception>
    public CalibratedModel(MarginModel inner, IReadOnlyList<MarginCurve> curves)
        : base(inner.FeatureCount, inner.MarginCount)
    {
        ContentCheck.Require(inner is not (CalibratedModel or EnsembleModel or MixtureModel), $"a calibrated model cannot hold a calibrated model or an ensemble");
        ContentCheck.Require(curves.Count == inner.MarginCount, $"{inner.MarginCount} margins cannot have {curves.Count} curves");
        Inner = inner;
        _curves = [.. curves];
    }

    /// <summary>The model whose margins are corrected.</summary>
    public MarginModel Inner { get; }

    /// <summary>One curve per margin.</summary>
    public IReadOnlyList<MarginCurve> Curves => _curves;

    internal override double LargestMargin => _curves.Max(curve => Math.Max(Math.Abs(curve.Y[0]), Math.Abs(curve.Y[^1])));

    /// <inheritdoc/>
    public override void ComputeMargins(ReadOnlySpan<float> features, bool anyMissing, Span<double> margins)
    {
        Inner.ComputeMargins(features, anyMissing, margins);
        int values = features.Length / FeatureCount * MarginCount;
        for (int row = 0; row < values; row += MarginCount)
        {
            for (int k = 0; k < _curves.Length; k++) margins[row + k] = _curves[k].At(margins[row + k]);
        }
    }
}

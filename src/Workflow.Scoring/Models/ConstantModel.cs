namespace Workflow.Scoring.Models;

/// <summary>The same margins for every row: the prior baseline.</summary>
public sealed class ConstantModel : MarginModel
{
    private readonly double[] _margins;

    /// <summary>Creates the model.</summary>
    /// <param name="featureCount">Features per row, all of them ignored.</param>
    /// <param name="margins">The margins of every row; finite.</param>
    /// <exception cref="ArgumentException">Counts out of range, or a margin that is not finite.</exception>
    public ConstantModel(int featureCount, IReadOnlyList<double> margins)
        : base(featureCount, margins.Count)
    {
        if (margins.Any(margin => !double.IsFinite(margin)))
        {
            throw new ArgumentException("a constant model needs finite margins", nameof(margins));
        }

        _margins = [.. margins];
    }

    /// <summary>The margins of every row.</summary>
    public IReadOnlyList<double> Margins => _margins;

    internal override double LargestMargin => _margins.Max(Math.Abs);

    /// <inheritdoc/>
    public override void ComputeMargins(ReadOnlySpan<float> features, bool anyMissing, Span<double> margins)
    {
        int rows = features.Length / FeatureCount;
        for (int row = 0; row < rows; row++) _margins.CopyTo(margins[(row * MarginCount)..]);
    }
}

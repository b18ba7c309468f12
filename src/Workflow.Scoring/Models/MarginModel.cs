namespace Workflow.Scoring.Models;

/// <summary>A trained model: features in, margins out. Immutable, so any number of threads may share one.</summary>
public abstract class MarginModel
{
    // What model.bin can hold.
    internal const int MaximumFeatures = TreeNode.MaximumFeature + 1;
    internal const int MaximumMargins = ushort.MaxValue;

    private protected MarginModel(int featureCount, int marginCount)
    {
        if (featureCount is < 1 or > MaximumFeatures)
        {
            throw new ArgumentException($"{featureCount} features are outside 1 to {MaximumFeatures}");
        }

        if (marginCount is < 1 or > MaximumMargins) throw new ArgumentException($"{marginCount} margins are outside 1 to {MaximumMargins}");
        FeatureCount = featureCount;
        MarginCount = marginCount;
    }

    /// <summary>Features per row.</summary>
    public int FeatureCount { get; }

    /// <summary>Margins per row: one for regression and binary tasks, one per class otherwise.</summary>
    public int MarginCount { get; }

    /// <summary>No margin of any row is larger in size.</summary>
    internal abstract double LargestMargin { get; }

    /// <summary>Computes the margins of several rows.</summary>
    /// <param name="features"><see cref="FeatureCount"/> values per row, row by row: finite, or NaN where missing.</param>
    /// <param name="anyMissing">False promises that no value is NaN, which allows a faster path.</param>
    /// <param name="margins">Receives <see cref="MarginCount"/> finite values per row.</param>
    public abstract void ComputeMargins(ReadOnlySpan<float> features, bool anyMissing, Span<double> margins);
}

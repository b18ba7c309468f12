namespace Workflow.Scoring.Models;

/// <summary>A trained model: features in, margins out. Immutable, so any number of threads may share one.</summary>
public abstract class MarginModel
{
    private protected MarginModel(int featureCount, int marginCount)
    {
        FeatureCount = featureCount;
        MarginCount = marginCount;
    }

    /// <summary>Features per row.</summary>
    public int FeatureCount { get; }

    /// <summary>Margins per row: one for regression and binary tasks, one per class otherwise.</summary>
    public int MarginCount { get; }

    /// <summary>Computes the margins of several rows.</summary>
    /// <param name="features"><see cref="FeatureCount"/> values per row, row by row; missing is NaN.</param>
    /// <param name="anyMissing">False promises that no value is NaN, which allows a faster path.</param>
    /// <param name="margins">Receives <see cref="MarginCount"/> values per row.</param>
    public abstract void ComputeMargins(ReadOnlySpan<float> features, bool anyMissing, Span<double> margins);
}

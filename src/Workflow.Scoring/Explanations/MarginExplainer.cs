using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>
/// Tells what each feature of a row contributed to the row's margins. The contributions to a margin and the bias sum to the margin.
/// Immutable, so any number of threads may share one.
/// </summary>
public abstract class MarginExplainer
{
    private const int RowsPerBlock = 64;
    private const int ContributionsPerBlock = 1 << 16;
    private const int MaximumContributions = 1 << 20;

    private protected MarginExplainer(MarginModel model) => Model = model;

    /// <summary>The model that is explained.</summary>
    public MarginModel Model { get; }

    /// <summary>Numbers per row: for each margin one contribution per feature, and the bias.</summary>
    public int ContributionCount => Model.MarginCount * Stride;

    /// <summary>Numbers per margin: the contributions of the features, and the bias.</summary>
    internal int Stride => Model.FeatureCount + 1;

    /// <summary>Rows that are explained at once, so that the memory for them stays small.</summary>
    internal int BlockRows => Math.Clamp(ContributionsPerBlock / ContributionCount, 1, RowsPerBlock);

    /// <summary>Prepares a model for explanations, which takes some milliseconds and about twice its memory.</summary>
    /// <exception cref="NotSupportedException">The model cannot be explained; the message says why.</exception>
    public static MarginExplainer Create(MarginModel model)
    {
        long contributions = (model.FeatureCount + 1L) * model.MarginCount;
        if (contributions > MaximumContributions)
        {
            throw new NotSupportedException($"{contributions} contributions per row are too many: allowed are {MaximumContributions}");
        }

        return model switch
        {
            ConstantModel constant => new ConstantExplainer(constant),
            LinearModel linear => new LinearExplainer(linear),
            TreeEnsemble trees => new TreeEnsembleExplainer(trees),
            ForestModel forest => new ForestExplainer(forest),
            CalibratedModel calibrated => new CalibratedExplainer(calibrated),
            EnsembleModel ensemble => new EnsembleExplainer(ensemble),
            MixtureModel mixture => new MixtureExplainer(mixture),
            _ => throw new NotSupportedException($"no contributions are defined for a {model.GetType().Name}"),
        };
    }

    /// <summary>Explains several rows.</summary>
    /// <param name="features">Features row by row: finite, or NaN where missing.</param>
    /// <param name="contributions">
    /// Receives <see cref="ContributionCount"/> numbers per row: for each margin the contributions of the features in their order, then the
    /// bias, which is the same for all rows.
    /// </param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit the model.</exception>
    public void Explain(ReadOnlySpan<float> features, Span<double> contributions)
    {
        int rows = features.Length / Model.FeatureCount;
        if (features.Length != rows * Model.FeatureCount || contributions.Length != (long)rows * ContributionCount)
        {
            throw new ArgumentException($"{features.Length} features and {contributions.Length} contributions are not whole rows");
        }

        for (int first = 0; first < rows; first += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - first);
            ExplainBlock(
                features.Slice(first * Model.FeatureCount, count * Model.FeatureCount),
                contributions.Slice(first * ContributionCount, count * ContributionCount));
        }
    }

    /// <summary>Explains a few rows, whose spans fit.</summary>
    internal abstract void ExplainBlock(ReadOnlySpan<float> features, Span<double> contributions);
}

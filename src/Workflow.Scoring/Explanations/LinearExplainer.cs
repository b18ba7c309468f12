using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>
/// Weight times standardised feature: the Shapley value where features that are not known are their means. The bias is the intercept.
/// </summary>
internal sealed class LinearExplainer(LinearModel model) : MarginExplainer(model)
{
    internal override void ExplainBlock(ReadOnlySpan<float> features, Span<double> contributions)
    {
        int count = model.FeatureCount;
        for (int row = 0; row < features.Length / count; row++)
        {
            ReadOnlySpan<float> x = features.Slice(row * count, count);
            for (int k = 0; k < model.MarginCount; k++)
            {
                Span<double> own = contributions.Slice(((row * model.MarginCount) + k) * Stride, Stride);
                for (int j = 0; j < count; j++)
                {
                    own[j] = float.IsNaN(x[j]) ? 0 : model.Weights[(k * count) + j] * ((x[j] - model.Means[j]) / model.Scales[j]);
                }

                own[count] = model.Intercepts[k];
            }
        }
    }
}

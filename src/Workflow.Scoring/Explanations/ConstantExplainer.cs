using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>No feature contributes; the bias is the margin.</summary>
internal sealed class ConstantExplainer(ConstantModel model) : MarginExplainer(model)
{
    internal override void ExplainBlock(ReadOnlySpan<float> features, Span<double> contributions)
    {
        contributions.Clear();
        for (int i = Stride - 1, k = 0; i < contributions.Length; i += Stride, k++) contributions[i] = model.Margins[k % model.MarginCount];
    }
}

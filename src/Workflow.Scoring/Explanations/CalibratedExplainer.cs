using System.Buffers;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>
/// Contributions to the inner margin m with bias b, carried through the curve by the rescale rule: each counts (curve(m) - curve(b)) / (m - b)
/// times. The bias is curve(b).
/// </summary>
internal sealed class CalibratedExplainer(CalibratedModel model) : MarginExplainer(model)
{
    private readonly MarginExplainer _inner = Create(model.Inner);

    internal override void ExplainBlock(ReadOnlySpan<float> features, Span<double> contributions)
    {
        int values = contributions.Length / Stride;
        double[] margins = ArrayPool<double>.Shared.Rent(values);
        try
        {
            model.Inner.ComputeMargins(features, anyMissing: true, margins.AsSpan(0, values));
            _inner.ExplainBlock(features, contributions);
            for (int i = 0; i < values; i++) Rescale(model.Curves[i % model.MarginCount], margins[i], contributions.Slice(i * Stride, Stride));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(margins);
        }
    }

    private static void Rescale(MarginCurve curve, double margin, Span<double> contributions)
    {
        double bias = contributions[^1];
        double slope = curve.MeanSlope(bias, margin);
        for (int j = 0; j < contributions.Length - 1; j++) contributions[j] *= slope;
        contributions[^1] = curve.At(bias);
    }
}

using System.Buffers;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>
/// Path-dependent Shapley values of the mean of the trees, carried to the margins by the rescale rule (Chen, Lundberg and Lee, "Explaining a
/// series of models by propagating Shapley values", 2022): each logarithm g of a mean p with base value b passes on
/// (g(p) - g(b)) / (p - b) of every contribution to p. The bias is the margin of the base values.
/// </summary>
internal sealed class ForestExplainer : MarginExplainer
{
    private readonly ForestModel _model;
    private readonly TreeAttribution _trees;
    private readonly double[] _base;

    public ForestExplainer(ForestModel model)
        : base(model)
    {
        _model = model;
        _trees = new TreeAttribution(
            model.Trees, model.Covers, model.LeafRows, model.LeafTable, model.OutputCount, new ushort[model.TreeCount], model.OutputCount);
        _base = [.. _trees.Expected.Select(sum => sum / model.TreeCount)];
    }

    internal override void ExplainBlock(ReadOnlySpan<float> features, Span<double> contributions)
    {
        int rows = features.Length / _model.FeatureCount;
        double[] means = ArrayPool<double>.Shared.Rent(rows * _model.OutputCount);
        double[] parts = ArrayPool<double>.Shared.Rent(rows * _model.OutputCount * Stride);
        try
        {
            _model.ComputeMeans(features, means.AsSpan(0, rows * _model.OutputCount));
            _trees.Explain(features, parts.AsSpan(0, rows * _model.OutputCount * Stride));
            for (int i = 0; i < rows * _model.OutputCount; i++) Rescale(i % _model.OutputCount, means[i], parts.AsSpan(i * Stride, Stride));
            for (int i = 0; i < rows * _model.MarginCount; i++) Collect(i, parts, contributions.Slice(i * Stride, Stride));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(means);
            ArrayPool<double>.Shared.Return(parts);
        }
    }

    // Turns the sums of trees that one output has from the features into parts of its logarithm, or of the mean itself.
    private void Rescale(int output, double mean, Span<double> parts)
    {
        bool isRegression = _model.OutputCount == 1;
        double slope = isRegression ? 1 : LogarithmSlope(_base[output] + _model.Floor, mean + _model.Floor, mean - _base[output]);
        for (int j = 0; j < parts.Length - 1; j++) parts[j] *= slope / _model.TreeCount;
        parts[^1] = isRegression ? _base[output] : PortableMath.Log(_base[output] + _model.Floor);
    }

    // Two classes have one margin, the difference of their logarithms.
    private void Collect(int margin, ReadOnlySpan<double> parts, Span<double> contributions)
    {
        if (_model.OutputCount != 2)
        {
            parts.Slice(margin * Stride, Stride).CopyTo(contributions);
            return;
        }

        ReadOnlySpan<double> no = parts.Slice(2 * margin * Stride, Stride);
        ReadOnlySpan<double> yes = parts.Slice(((2 * margin) + 1) * Stride, Stride);
        for (int j = 0; j < contributions.Length; j++) contributions[j] = yes[j] - no[j];
    }

    // Mean slope of the logarithm between two places that are a step apart; 1 / from where the step is none.
    private static double LogarithmSlope(double from, double to, double step)
    {
        double ratio = step / from;
        if (Math.Abs(ratio) > 1e-3) return (PortableMath.Log(to) - PortableMath.Log(from)) / step;

        // The difference of close logarithms would lose its digits; this is log(1 + ratio) / step.
        return (1 - (ratio * (0.5 - (ratio * ((1.0 / 3) - (ratio * (0.25 - (ratio * 0.2)))))))) / from;
    }
}

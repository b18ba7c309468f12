using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>Path-dependent Shapley values of the trees; the bias is the base margin and what the trees answer on average in training.</summary>
internal sealed class TreeEnsembleExplainer : MarginExplainer
{
    private readonly TreeAttribution _trees;
    private readonly double[] _bias;

    public TreeEnsembleExplainer(TreeEnsemble model)
        : base(model)
    {
        if (model.Covers.IsEmpty) throw new NotSupportedException("the model was written without the covers of its trees' nodes, which contributions need");
        int[] leafRows = [.. Enumerable.Range(0, model.Nodes.Length)];
        _trees = new TreeAttribution(model.Trees, model.Covers, leafRows, model.LeafValues, 1, model.TreeMargins, model.MarginCount);
        _bias = [.. Enumerable.Range(0, model.MarginCount).Select(k => model.BaseMargins[k] + _trees.Expected[k])];
    }

    internal override void ExplainBlock(ReadOnlySpan<float> features, Span<double> contributions)
    {
        _trees.Explain(features, contributions);
        for (int i = Stride - 1, k = 0; i < contributions.Length; i += Stride, k++) contributions[i] = _bias[k % _bias.Length];
    }
}

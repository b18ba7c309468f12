using Workflow.Scoring.Models;
using DataType = Workflow.Training.Onnx.Messages.TensorProto.Types.DataType;

namespace Workflow.Training.Onnx;

/// <summary>The margins of boosted trees and forests.</summary>
internal static class TreeNodes
{
    /// <summary>
    /// Adds boosted trees, summed in single precision as the scoring runtime does. The base margins are trees of one leaf before all others, because a
    /// runtime adds base values last, and another order is another rounding.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="features">The trees' features in single precision.</param>
    /// <param name="model">The trees.</param>
    /// <returns>One column per margin.</returns>
    public static string Add(OnnxGraph graph, string features, TreeEnsemble model)
    {
        var trees = new TreeTable(isDouble: false);
        for (int margin = 0; margin < model.MarginCount; margin++)
        {
            trees.BeginTree();
            trees.AddLeaf(0);
            trees.AddWeight(0, margin, model.BaseMargins[margin]);
        }

        for (int tree = 0; tree < model.TreeCount; tree++)
        {
            int start = model.Starts[tree];
            int margin = model.TreeMargins[tree];
            trees.AddTree(model.Nodes[start..model.Starts[tree + 1]], leaf => trees.AddWeight(leaf, margin, model.LeafValues[start + leaf]));
        }

        return graph.Cast(trees.AddTo(graph, features, model.MarginCount), DataType.Double);
    }

    /// <summary>Adds a forest, summed in double precision.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="features">The trees' features in single precision.</param>
    /// <param name="model">The forest.</param>
    /// <returns>One column per margin.</returns>
    public static string Add(OnnxGraph graph, string features, ForestModel model)
    {
        var trees = new TreeTable(isDouble: true);
        for (int tree = 0; tree < model.TreeCount; tree++)
        {
            int start = model.Starts[tree];
            trees.AddTree(model.Nodes[start..model.Starts[tree + 1]], leaf => AddWeights(trees, leaf, model, model.LeafRows[start + leaf]));
        }

        string sums = trees.AddTo(graph, graph.Cast(features, DataType.Double), model.OutputCount);
        string means = graph.Add("Div", [graph.Cast(sums, DataType.Double), graph.AddScalar(model.TreeCount)]);
        return model.OutputCount == 1 ? means : AddLogarithms(graph, means, model);
    }

    private static void AddWeights(TreeTable trees, int leaf, ForestModel model, int row)
    {
        ReadOnlySpan<float> weights = model.LeafTable.Slice(row * model.OutputCount, model.OutputCount);
        for (int output = 0; output < weights.Length; output++)
        {
            if (weights[output] != 0 || model.OutputCount == 1) trees.AddWeight(leaf, output, weights[output]);
        }
    }

    private static string AddLogarithms(OnnxGraph graph, string means, ForestModel model)
    {
        string logarithms = graph.Add("Log", [graph.Add("Add", [means, graph.AddScalar(model.Floor)])]);
        return model.OutputCount == 2 ? ClassNodes.AddLogOdds(graph, logarithms, scale: 1) : logarithms;
    }
}

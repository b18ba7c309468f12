using Workflow.Scoring.Models;

namespace Workflow.Training.Experiments;

/// <summary>Which of its features a fitted model looks at. What it never looks at need not be sent to it.</summary>
internal static class FeatureUse
{
    /// <summary>For each feature whether the model looks at it; a linear model looks at all.</summary>
    public static bool[] Of(MarginModel model)
    {
        ReadOnlySpan<TreeNode> nodes = NodesOf(model);
        var used = new bool[model.FeatureCount];
        if (nodes.IsEmpty) Array.Fill(used, true);
        foreach (TreeNode node in nodes) used[node.Feature] |= !node.IsLeaf;
        return used;
    }

    /// <summary>The same model of some of its features.</summary>
    /// <param name="model">A model of trees.</param>
    /// <param name="kept">Indices of features, ascending; at least one, and all that the model looks at.</param>
    public static MarginModel Keep(MarginModel model, int[] kept)
    {
        TreeNode[] nodes = [.. NodesOf(model).ToArray().Select(node => node.IsLeaf
            ? node
            : TreeNode.Split(Array.IndexOf(kept, node.Feature), node.Threshold, node.Left, node.MissingOffset == 1))];
        return model switch
        {
            TreeEnsemble trees => new TreeEnsemble(kept.Length, trees.BaseMargins, trees.Starts, trees.TreeMargins, nodes, trees.LeafValues, trees.Covers),
            ForestModel forest => new ForestModel(kept.Length, forest.OutputCount, forest.Starts, nodes, forest.Covers, forest.LeafRows, forest.LeafTable, forest.Floor),
            _ => throw new ArgumentException($"{model.GetType().Name} looks at all its features", nameof(model)),
        };
    }

    private static ReadOnlySpan<TreeNode> NodesOf(MarginModel model) => model switch
    {
        TreeEnsemble trees => trees.Nodes,
        ForestModel forest => forest.Nodes,
        _ => [],
    };
}

namespace Workflow.Scoring.Models;

/// <summary>Proves that trees are trees: rows can walk through them without bounds checks and always end in a leaf.</summary>
internal static class TreeCheck
{
    private const int MaximumNodes = ushort.MaxValue + 1;
    private const int Unreached = -1;

    /// <summary>Longest path of each tree, in steps.</summary>
    /// <exception cref="ArgumentException">The first thing that is wrong, with its tree and node.</exception>
    public static int[] Depths(int featureCount, int[] starts, TreeNode[] nodes)
    {
        ContentCheck.Require(starts.Length > 1, $"there must be at least one tree");
        ContentCheck.Require(starts[0] == 0 && starts[^1] == nodes.Length, $"the trees' starts do not cover the nodes");
        var depths = new int[starts.Length - 1];
        for (int tree = 0; tree < depths.Length; tree++)
        {
            int start = starts[tree];
            int size = starts[tree + 1] - start;
            ContentCheck.Require(size is > 0 and <= MaximumNodes && start + size <= nodes.Length, $"tree {tree} has {size} nodes");
            depths[tree] = Depth(tree, featureCount, nodes.AsSpan(start, size));
        }

        return depths;
    }

    /// <summary>Checks the covers of trees whose structure is sound.</summary>
    /// <exception cref="ArgumentException">A cover that is negative or not finite, with its tree and node.</exception>
    public static void Covers(ReadOnlySpan<int> starts, ReadOnlySpan<float> covers)
    {
        for (int tree = 0; tree < starts.Length - 1; tree++)
        {
            for (int i = starts[tree]; i < starts[tree + 1]; i++)
            {
                ContentCheck.Require(
                    float.IsFinite(covers[i]) && covers[i] >= 0, $"tree {tree}, node {i - starts[tree]}: the cover is negative or not finite");
            }
        }
    }

    // Children come after their parent, so one pass in order meets every node after the way that leads to it.
    private static int Depth(int tree, int featureCount, ReadOnlySpan<TreeNode> nodes)
    {
        var depths = new int[nodes.Length];
        depths.AsSpan(1).Fill(Unreached);
        int deepest = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            TreeNode node = nodes[i];
            ContentCheck.Require(depths[i] != Unreached, $"tree {tree}, node {i}: no way leads to it");
            if (node.IsLeaf)
            {
                ContentCheck.Require(node == TreeNode.Leaf(i), $"tree {tree}, node {i}: a leaf must point to itself");
                continue;
            }

            int left = node.Left;
            ContentCheck.Require(float.IsFinite(node.Threshold), $"tree {tree}, node {i}: the threshold is not finite");
            ContentCheck.Require(node.Feature < featureCount, $"tree {tree}, node {i}: feature {node.Feature} of {featureCount}");
            ContentCheck.Require(left > i && left + 1 < nodes.Length, $"tree {tree}, node {i}: child {left} of {nodes.Length} nodes");
            ContentCheck.Require(
                depths[left] == Unreached && depths[left + 1] == Unreached, $"tree {tree}, node {i}: another way leads to child {left} too");
            depths[left] = depths[i] + 1;
            depths[left + 1] = depths[i] + 1;
            deepest = Math.Max(deepest, depths[i] + 1);
        }

        return deepest;
    }
}

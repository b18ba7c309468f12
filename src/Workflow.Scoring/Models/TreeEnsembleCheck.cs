using System.Runtime.CompilerServices;

namespace Workflow.Scoring.Models;

/// <summary>Proves that an ensemble can be scored without bounds checks and always ends in a leaf.</summary>
internal static class TreeEnsembleCheck
{
    private const int MaximumNodes = ushort.MaxValue + 1;

    // The largest float is 3.4e38; the rest is room for the rounding of more trees than a pipeline file can hold.
    private const double LargestMargin = 1e36;

    /// <summary>Longest path of each tree, in steps.</summary>
    /// <exception cref="ArgumentException">The first thing that is wrong, with its tree and node.</exception>
    public static int[] Depths(
        int featureCount, float[] baseMargins, int[] starts, ushort[] treeMargins, TreeNode[] nodes, float[] leafValues)
    {
        Require(Array.TrueForAll(baseMargins, float.IsFinite), $"base margins must be finite");
        Require(treeMargins.Length > 0, $"there must be at least one tree");
        Require(starts.Length == treeMargins.Length + 1, $"there must be one start per tree and one at the end");
        Require(starts[0] == 0 && starts[^1] == nodes.Length, $"the trees' starts do not cover the nodes");
        Require(leafValues.Length == nodes.Length, $"there must be one leaf value per node");

        var depths = new int[treeMargins.Length];
        for (int tree = 0; tree < depths.Length; tree++)
        {
            int start = starts[tree];
            int size = starts[tree + 1] - start;
            Require(treeMargins[tree] < baseMargins.Length, $"tree {tree} adds to margin {treeMargins[tree]} of {baseMargins.Length}");
            Require(size is > 0 and <= MaximumNodes && start + size <= nodes.Length, $"tree {tree} has {size} nodes");
            depths[tree] = Depth(tree, featureCount, nodes.AsSpan(start, size), leafValues.AsSpan(start, size));
        }

        CheckSums(baseMargins, starts, treeMargins, leafValues);
        return depths;
    }

    // Infinities of opposite sign would add up to NaN.
    private static void CheckSums(float[] baseMargins, int[] starts, ushort[] treeMargins, float[] leafValues)
    {
        var largest = new double[baseMargins.Length];
        for (int margin = 0; margin < largest.Length; margin++) largest[margin] = Math.Abs(baseMargins[margin]);
        for (int tree = 0; tree < treeMargins.Length; tree++)
        {
            float largestLeaf = 0;
            for (int i = starts[tree]; i < starts[tree + 1]; i++) largestLeaf = Math.Max(largestLeaf, Math.Abs(leafValues[i]));
            largest[treeMargins[tree]] += largestLeaf;
        }

        for (int margin = 0; margin < largest.Length; margin++)
        {
            Require(largest[margin] <= LargestMargin, $"margin {margin} could overflow: its leaves are too large");
        }
    }

    // Children come after their parent, so one pass in order meets every node after all the ways that lead to it.
    private static int Depth(int tree, int featureCount, ReadOnlySpan<TreeNode> nodes, ReadOnlySpan<float> leafValues)
    {
        var depths = new int[nodes.Length];
        int deepest = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            TreeNode node = nodes[i];
            if (node.IsLeaf)
            {
                Require(node == TreeNode.Leaf(i), $"tree {tree}, node {i}: a leaf must point to itself");
                Require(float.IsFinite(leafValues[i]), $"tree {tree}, node {i}: the leaf's value is not finite");
                continue;
            }

            int left = node.Left;
            Require(BitConverter.SingleToInt32Bits(leafValues[i]) == 0, $"tree {tree}, node {i}: only a leaf has a value");
            Require(float.IsFinite(node.Threshold), $"tree {tree}, node {i}: the threshold is not finite");
            Require(node.Feature < featureCount, $"tree {tree}, node {i}: feature {node.Feature} of {featureCount}");
            Require(left > i && left + 1 < nodes.Length, $"tree {tree}, node {i}: child {left} of {nodes.Length} nodes");
            depths[left] = Math.Max(depths[left], depths[i] + 1);
            depths[left + 1] = Math.Max(depths[left + 1], depths[i] + 1);
            deepest = Math.Max(deepest, depths[i] + 1);
        }

        return deepest;
    }

    private static void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref FailureMessage message)
    {
        if (!holds) throw new ArgumentException(message.ToString());
    }

    /// <summary>Formats the message only where the requirement fails: a million nodes are checked without a million texts.</summary>
    [InterpolatedStringHandler]
    private ref struct FailureMessage
    {
        private DefaultInterpolatedStringHandler _text;

        public FailureMessage(int literalLength, int formattedCount, bool holds, out bool isNeeded)
        {
            isNeeded = !holds;
            if (isNeeded) _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount);
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted(int value) => _text.AppendFormatted(value);

        public override readonly string ToString() => _text.ToString();
    }
}

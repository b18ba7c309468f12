namespace Workflow.Scoring.Models;

/// <summary>Proves that an ensemble of sound trees answers finite margins.</summary>
internal static class TreeEnsembleCheck
{
    /// <summary>Room below the largest float, 3.4e38, for the rounding of more trees than a pipeline file can hold.</summary>
    public const double LargestMargin = 1e36;

    /// <summary>Checks what the trees add to the margins.</summary>
    /// <exception cref="ArgumentException">The first thing that is wrong, with its tree and node.</exception>
    public static void Run(float[] baseMargins, ushort[] treeMargins, TreeTraversal trees, float[] leafValues, float[] covers)
    {
        ContentCheck.Require(Array.TrueForAll(baseMargins, float.IsFinite), $"base margins must be finite");
        ContentCheck.Require(leafValues.Length == trees.Nodes.Length, $"there must be one leaf value per node");
        ContentCheck.Require(covers.Length == 0 || covers.Length == trees.Nodes.Length, $"there must be one cover per node, or none at all");

        var largest = new double[baseMargins.Length];
        for (int margin = 0; margin < largest.Length; margin++) largest[margin] = Math.Abs(baseMargins[margin]);
        for (int tree = 0; tree < treeMargins.Length; tree++)
        {
            int margin = treeMargins[tree];
            ContentCheck.Require(margin < baseMargins.Length, $"tree {tree} adds to margin {margin} of {baseMargins.Length}");
            largest[margin] += LargestLeaf(tree, trees, leafValues);
        }

        // Infinities of opposite sign would add up to NaN.
        for (int margin = 0; margin < largest.Length; margin++)
        {
            ContentCheck.Require(largest[margin] <= LargestMargin, $"margin {margin} could overflow: its leaves are too large");
        }

        if (covers.Length > 0) TreeCheck.Covers(trees.Starts, covers);
    }

    private static float LargestLeaf(int tree, TreeTraversal trees, float[] leafValues)
    {
        float largest = 0;
        int start = trees.Starts[tree];
        int size = trees.Starts[tree + 1] - start;
        for (int i = 0; i < size; i++)
        {
            float value = leafValues[start + i];
            if (trees.Nodes[start + i].IsLeaf)
            {
                ContentCheck.Require(float.IsFinite(value), $"tree {tree}, node {i}: the leaf's value is not finite");
                largest = Math.Max(largest, Math.Abs(value));
            }
            else
            {
                ContentCheck.Require(BitConverter.SingleToInt32Bits(value) == 0, $"tree {tree}, node {i}: only a leaf has a value");
            }
        }

        return largest;
    }
}

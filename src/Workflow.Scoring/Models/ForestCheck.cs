namespace Workflow.Scoring.Models;

/// <summary>Proves that a forest of sound trees answers finite margins.</summary>
internal static class ForestCheck
{
    /// <summary>Above the logarithm of any ratio of a distribution's values with a floor between them that is a normal number.</summary>
    public const double LargestLogarithm = 1e3;

    private const double Tolerance = 1e-3;

    // A row takes time for every output of every tree, though equal leaves share their bytes: a small file could ask for hours.
    private const int MostAdditions = 1 << 24;

    /// <summary>Checks what the leaves answer.</summary>
    /// <exception cref="ArgumentException">The first thing that is wrong, with its tree and node.</exception>
    public static void Run(int outputCount, TreeTraversal trees, float[] covers, int[] leafRows, float[] leafTable, double floor)
    {
        ContentCheck.Require(outputCount > 1 || BitConverter.DoubleToInt64Bits(floor) == 0, $"the floor of a regression must be 0");
        ContentCheck.Require(outputCount == 1 || (double.IsNormal(floor) && floor > 0), $"the floor must be a positive normal number");
        ContentCheck.Require(covers.Length == trees.Nodes.Length, $"there must be one cover per node");
        ContentCheck.Require(leafRows.Length == trees.Nodes.Length, $"there must be one leaf row per node");
        ContentCheck.Require(
            (long)trees.TreeCount * outputCount <= MostAdditions, $"{trees.TreeCount} trees of {outputCount} outputs are too many for a row");
        int rows = leafTable.Length / outputCount;
        ContentCheck.Require(rows * outputCount == leafTable.Length, $"{leafTable.Length} leaf values are not whole rows of {outputCount}");
        TreeCheck.Covers(trees.Starts, covers);
        CheckRows(outputCount, leafTable);
        for (int tree = 0; tree < trees.TreeCount; tree++)
        {
            int start = trees.Starts[tree];
            for (int i = start; i < trees.Starts[tree + 1]; i++)
            {
                int allowed = trees.Nodes[i].IsLeaf ? rows : 1;
                ContentCheck.Require((uint)leafRows[i] < (uint)allowed, $"tree {tree}, node {i - start}: leaf row {leafRows[i]} of {allowed}");
            }
        }
    }

    private static void CheckRows(int outputCount, float[] leafTable)
    {
        for (int row = 0; row < leafTable.Length / outputCount; row++)
        {
            double sum = 0;
            foreach (float value in leafTable.AsSpan(row * outputCount, outputCount))
            {
                ContentCheck.Require(float.IsFinite(value) && (value >= 0 || outputCount == 1), $"leaf row {row} has a value out of range");
                sum += value;
            }

            ContentCheck.Require(outputCount == 1 || Math.Abs(sum - 1) <= Tolerance, $"leaf row {row} does not sum to 1");
        }
    }
}

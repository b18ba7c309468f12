using System.Runtime.InteropServices;

namespace Workflow.Scoring.Models;

/// <summary>
/// A <see cref="TreeNode"/> as rows walk past it, 8 bytes: numbers are compared as whole ones of the same order, which takes a processor half the
/// time, and the way to the children is told from the node itself.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly struct WalkNode
{
    // Above the key of every number: nothing leaves a leaf.
    private const int LeafKey = int.MaxValue;

    /// <summary>Rows whose key at <see cref="Slot"/> is at least this one go right.</summary>
    public readonly int Key;

    /// <summary>Which of a row's keys is compared; see <see cref="RowKeys"/>.</summary>
    public readonly ushort Slot;

    /// <summary>How many nodes further the left child is; 0 in a leaf.</summary>
    public readonly ushort Skip;

    /// <summary>Translates a node whose tree was checked.</summary>
    /// <param name="node">The node.</param>
    /// <param name="index">Its index within its tree.</param>
    /// <param name="featureCount">Features per row.</param>
    public WalkNode(in TreeNode node, int index, int featureCount)
    {
        Key = node.IsLeaf ? LeafKey : RowKeys.Of(node.Threshold);
        Slot = (ushort)(node.Feature + (node.MissingOffset * featureCount));
        Skip = (ushort)(node.Left - index);
    }
}

using System.Runtime.InteropServices;

namespace Workflow.Scoring.Models;

/// <summary>
/// One node of a tree, 8 bytes. A row goes to <see cref="Left"/> or to the node after it. A leaf points to itself and has NaN for a
/// threshold: no comparison with NaN holds, so nothing, infinities and NaN included, can leave it.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct TreeNode : IEquatable<TreeNode>
{
    /// <summary>Largest feature index that a node can name.</summary>
    public const int MaximumFeature = 0x7FFF;

    private const int MissingGoesRightBit = 0x8000;
    private readonly float _threshold;
    private readonly ushort _feature;
    private readonly ushort _left;

    private TreeNode(float threshold, ushort feature, ushort left)
    {
        _threshold = threshold;
        _feature = feature;
        _left = left;
    }

    /// <summary>Values at or above it go right, values below it left; NaN in a leaf.</summary>
    public float Threshold => _threshold;

    /// <summary>Index of the feature that is compared; 0 in a leaf.</summary>
    public int Feature => _feature & MaximumFeature;

    /// <summary>Index, within the tree, of the left child; of the leaf itself in a leaf.</summary>
    public int Left => _left;

    /// <summary>1 where a missing value goes right, 0 where it goes left or stays in a leaf.</summary>
    public int MissingOffset => _feature >> 15;

    /// <summary>Whether this is a leaf.</summary>
    public bool IsLeaf => float.IsNaN(_threshold);

    /// <summary>A node that sends rows on.</summary>
    public static TreeNode Split(int feature, float threshold, int left, bool missingGoesRight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(feature);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(feature, MaximumFeature);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(left, ushort.MaxValue);
        return new TreeNode(threshold, (ushort)(feature | (missingGoesRight ? MissingGoesRightBit : 0)), (ushort)left);
    }

    /// <summary>A node that keeps rows.</summary>
    public static TreeNode Leaf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, ushort.MaxValue);
        return new TreeNode(float.NaN, 0, (ushort)index);
    }

    /// <summary>Whether two nodes have the same bytes.</summary>
    public static bool operator ==(TreeNode left, TreeNode right) => left.Equals(right);

    /// <summary>Whether two nodes differ.</summary>
    public static bool operator !=(TreeNode left, TreeNode right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(TreeNode other) =>
        BitConverter.SingleToInt32Bits(_threshold) == BitConverter.SingleToInt32Bits(other._threshold)
        && _feature == other._feature && _left == other._left;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TreeNode other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_threshold, _feature, _left);
}

using System.Runtime.InteropServices;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Tests.TestData;

/// <summary>The parts of an ensemble before they are checked. Each test spoils one.</summary>
internal sealed record TreeParts
{
    public int FeatureCount { get; init; } = 3;

    public float[] BaseMargins { get; init; } = [0.5f, -0.5f];

    /// <summary>Tree 0 has five nodes, tree 1 three.</summary>
    public int[] Starts { get; init; } = [0, 5, 8];

    public ushort[] TreeMargins { get; init; } = [0, 1];

    public TreeNode[] Nodes { get; init; } =
    [
        TreeNode.Split(0, 1.5f, 1, missingGoesRight: false), TreeNode.Leaf(1), TreeNode.Split(2, -2, 3, missingGoesRight: true),
        TreeNode.Leaf(3), TreeNode.Leaf(4),
        TreeNode.Split(1, 0.25f, 1, missingGoesRight: true), TreeNode.Leaf(1), TreeNode.Leaf(2),
    ];

    public float[] LeafValues { get; init; } = [0, 1, 0, 2, 3, 0, 4, 5];

    public float[] Covers { get; init; } = [9, 4, 5, 2, 3, 7, 0, 7];

    public TreeEnsemble Build() => new(FeatureCount, BaseMargins, Starts, TreeMargins, Nodes, LeafValues, Covers);

    public TreeParts WithNode(int index, TreeNode node) => this with { Nodes = [.. Nodes[..index], node, .. Nodes[(index + 1)..]] };

    public TreeParts WithLeafValue(int index, float value) =>
        this with { LeafValues = [.. LeafValues[..index], value, .. LeafValues[(index + 1)..]] };

    /// <summary>A node that only bytes can make: the factories of the type do not.</summary>
    public static TreeNode RawNode(uint thresholdBits, ushort feature, ushort left)
    {
        ReadOnlySpan<uint> words = [thresholdBits, feature | ((uint)left << 16)];
        return MemoryMarshal.Cast<uint, TreeNode>(words)[0];
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>What contributions need to know of a node that sends rows on.</summary>
/// <remarks>
/// A share belongs to a way into a node: of the training data that reached the questions about its feature on the path from the root, how
/// much took the ways of this path. A ratio is the last factor of that product.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct ExplainedSplit
{
    // One behind the other, so that the way is an index and no branch.
    private readonly double _leftShare;
    private readonly double _rightShare;

    public ExplainedSplit(TreeNode question, int node, int previous, double previousShare, double leftRatio, bool isRepeated)
    {
        Question = question;
        Node = (ushort)node;
        Previous = (ushort)previous;
        PreviousShare = previousShare;
        LeftRatio = leftRatio;
        _leftShare = previousShare * leftRatio;
        _rightShare = previousShare * RightRatio;
        IsRepeated = isRepeated;
    }

    /// <summary>The question.</summary>
    public TreeNode Question { get; }

    /// <summary>Index of the node within its tree.</summary>
    public ushort Node { get; }

    /// <summary>Index of the node to which the last question about the same feature led; 0 where there was none.</summary>
    public ushort Previous { get; }

    /// <summary>Whether a question further down asks for the same feature.</summary>
    public bool IsRepeated { get; }

    /// <summary>Share of the way into <see cref="Previous"/>; 1 where there was none.</summary>
    public double PreviousShare { get; }

    /// <summary>Ratio of the way to the left.</summary>
    public double LeftRatio { get; }

    /// <summary>Ratio of the way to the right.</summary>
    public double RightRatio => 1 - LeftRatio;

    /// <summary>Share of the way to the left.</summary>
    public double LeftShare => _leftShare;

    /// <summary>Share of the way to the right.</summary>
    public double RightShare => _rightShare;

    /// <summary>Share of the way to the left (0) or to the right (1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Share(int way) => Unsafe.Add(ref Unsafe.AsRef(in _leftShare), way);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Workflow.Scoring.Models;

/// <summary>The nodes of many trees, and the way of rows through them.</summary>
/// <remarks>
/// Eight trees walk side by side, so that the processor has eight independent loads to wait for instead of one, and every row takes the
/// same number of steps through a tree, so that no branch depends on the data.
/// </remarks>
internal sealed class TreeTraversal
{
    private const int Lanes = 8;

    private readonly int _featureCount;
    private readonly TreeNode[] _nodes;
    private readonly int[] _starts;
    private readonly int[] _depths;

    /// <summary>Takes copies of the trees and checks everything that walking relies on.</summary>
    /// <exception cref="ArgumentException">The first thing that is wrong, with its tree and node.</exception>
    public TreeTraversal(int featureCount, ReadOnlySpan<int> starts, ReadOnlySpan<TreeNode> nodes)
    {
        _featureCount = featureCount;
        _starts = starts.ToArray();
        _nodes = nodes.ToArray();
        _depths = TreeCheck.Depths(featureCount, _starts, _nodes);
    }

    /// <summary>Features per row.</summary>
    public int FeatureCount => _featureCount;

    /// <summary>Number of trees.</summary>
    public int TreeCount => _depths.Length;

    /// <summary>Index of each tree's first node, and the number of nodes at the end.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>The nodes of all trees.</summary>
    public ReadOnlySpan<TreeNode> Nodes => _nodes;

    /// <summary>Takes every row through every tree.</summary>
    /// <param name="features">Rows of features.</param>
    /// <param name="anyMissing">False promises that no value is NaN.</param>
    /// <param name="sums">Is told the leaf of each row and tree.</param>
    public void AddLeaves<TSums>(ReadOnlySpan<float> features, bool anyMissing, scoped TSums sums)
        where TSums : ILeafSums, allows ref struct
    {
        int tree = 0;
        for (; tree + Lanes <= _depths.Length; tree += Lanes)
        {
            if (anyMissing) AddEight<MissingAware, TSums>(tree, features, sums);
            else AddEight<Complete, TSums>(tree, features, sums);
        }

        for (; tree < _depths.Length; tree++)
        {
            if (anyMissing) AddOne<MissingAware, TSums>(tree, features, sums);
            else AddOne<Complete, TSums>(tree, features, sums);
        }
    }

    // Indexes below need no checks: TreeCheck has proved that every child lies within its tree and every feature within a row.
    private void AddEight<TComparison, TSums>(int tree, ReadOnlySpan<float> features, scoped TSums sums)
        where TComparison : struct, IComparison
        where TSums : ILeafSums, allows ref struct
    {
        ref TreeNode nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ReadOnlySpan<int> starts = _starts.AsSpan(tree, Lanes);
        ref TreeNode t0 = ref Unsafe.Add(ref nodes, starts[0]);
        ref TreeNode t1 = ref Unsafe.Add(ref nodes, starts[1]);
        ref TreeNode t2 = ref Unsafe.Add(ref nodes, starts[2]);
        ref TreeNode t3 = ref Unsafe.Add(ref nodes, starts[3]);
        ref TreeNode t4 = ref Unsafe.Add(ref nodes, starts[4]);
        ref TreeNode t5 = ref Unsafe.Add(ref nodes, starts[5]);
        ref TreeNode t6 = ref Unsafe.Add(ref nodes, starts[6]);
        ref TreeNode t7 = ref Unsafe.Add(ref nodes, starts[7]);
        int depth = 0;
        for (int lane = 0; lane < Lanes; lane++) depth = Math.Max(depth, _depths[tree + lane]);

        int rows = features.Length / _featureCount;
        Span<int> leaves = stackalloc int[Lanes];
        for (int row = 0; row < rows; row++)
        {
            ref float x = ref MemoryMarshal.GetReference(features[(row * _featureCount)..]);
            int i0 = 0, i1 = 0, i2 = 0, i3 = 0, i4 = 0, i5 = 0, i6 = 0, i7 = 0;
            for (int step = 0; step < depth; step++)
            {
                i0 = Next<TComparison>(ref t0, ref x, i0);
                i1 = Next<TComparison>(ref t1, ref x, i1);
                i2 = Next<TComparison>(ref t2, ref x, i2);
                i3 = Next<TComparison>(ref t3, ref x, i3);
                i4 = Next<TComparison>(ref t4, ref x, i4);
                i5 = Next<TComparison>(ref t5, ref x, i5);
                i6 = Next<TComparison>(ref t6, ref x, i6);
                i7 = Next<TComparison>(ref t7, ref x, i7);
            }

            leaves[0] = starts[0] + i0;
            leaves[1] = starts[1] + i1;
            leaves[2] = starts[2] + i2;
            leaves[3] = starts[3] + i3;
            leaves[4] = starts[4] + i4;
            leaves[5] = starts[5] + i5;
            leaves[6] = starts[6] + i6;
            leaves[7] = starts[7] + i7;
            sums.Add(row, tree, leaves);
        }
    }

    private void AddOne<TComparison, TSums>(int tree, ReadOnlySpan<float> features, scoped TSums sums)
        where TComparison : struct, IComparison
        where TSums : ILeafSums, allows ref struct
    {
        ref TreeNode root = ref _nodes[_starts[tree]];
        int rows = features.Length / _featureCount;
        for (int row = 0; row < rows; row++)
        {
            ref float x = ref MemoryMarshal.GetReference(features[(row * _featureCount)..]);
            int index = 0;
            for (int step = 0; step < _depths[tree]; step++) index = Next<TComparison>(ref root, ref x, index);
            int leaf = _starts[tree] + index;
            sums.Add(row, tree, new ReadOnlySpan<int>(in leaf));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next<TComparison>(ref TreeNode tree, ref float row, int index)
        where TComparison : struct, IComparison
    {
        ref readonly TreeNode node = ref Unsafe.Add(ref tree, index);
        return node.Left + TComparison.GoesRight(in node, Unsafe.Add(ref row, node.Feature));
    }

    private interface IComparison
    {
        static abstract int GoesRight(in TreeNode node, float value);
    }

    private readonly struct Complete : IComparison
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int GoesRight(in TreeNode node, float value) => value >= node.Threshold ? 1 : 0;
    }

    private readonly struct MissingAware : IComparison
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int GoesRight(in TreeNode node, float value) =>
            (value >= node.Threshold ? 1 : 0) | (float.IsNaN(value) ? node.MissingOffset : 0);
    }
}

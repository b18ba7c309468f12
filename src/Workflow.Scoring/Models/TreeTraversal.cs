using System.Buffers;
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
    private const int MostKeysOnStack = 1024;

    private readonly int _featureCount;
    private readonly TreeNode[] _nodes;
    private readonly WalkNode[] _walk;
    private readonly int[] _starts;

    // Of eight trees each as many steps as the deepest of them takes; of those that are left over, their own.
    private readonly int[] _steps;

    /// <summary>Takes copies of the trees and checks everything that walking relies on.</summary>
    /// <exception cref="ArgumentException">The first thing that is wrong, with its tree and node.</exception>
    public TreeTraversal(int featureCount, ReadOnlySpan<int> starts, ReadOnlySpan<TreeNode> nodes)
    {
        _featureCount = featureCount;
        _starts = starts.ToArray();
        _nodes = nodes.ToArray();
        _steps = TreeCheck.Depths(featureCount, _starts, _nodes);
        for (int tree = 0; tree + Lanes <= _steps.Length; tree += Lanes)
        {
            Span<int> group = _steps.AsSpan(tree, Lanes);
            int deepest = 0;
            foreach (int depth in group) deepest = Math.Max(deepest, depth);
            group.Fill(deepest);
        }

        _walk = new WalkNode[_nodes.Length];
        for (int tree = 0; tree < _steps.Length; tree++)
        {
            for (int i = _starts[tree]; i < _starts[tree + 1]; i++) _walk[i] = new WalkNode(_nodes[i], i - _starts[tree], featureCount);
        }
    }

    /// <summary>Features per row.</summary>
    public int FeatureCount => _featureCount;

    /// <summary>Number of trees.</summary>
    public int TreeCount => _steps.Length;

    /// <summary>Index of each tree's first node, and the number of nodes at the end.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>The nodes of all trees.</summary>
    public ReadOnlySpan<TreeNode> Nodes => _nodes;

    /// <summary>Takes every row through every tree.</summary>
    /// <param name="features">Rows of features; missing is NaN.</param>
    /// <param name="sums">Is told the leaf of each row and tree.</param>
    public void AddLeaves<TSums>(ReadOnlySpan<float> features, scoped TSums sums)
        where TSums : ILeafSums, allows ref struct
    {
        int count = 2 * features.Length;
        int[]? rented = count <= MostKeysOnStack ? null : ArrayPool<int>.Shared.Rent(count);
        Span<int> keys = rented ?? stackalloc int[count];
        keys = keys[..count];
        RowKeys.Write(features, _featureCount, keys);
        int tree = 0;
        Span<int> leaves = stackalloc int[Lanes];
        for (; tree + Lanes <= _steps.Length; tree += Lanes) AddEight(tree, keys, leaves, in sums);
        for (; tree < _steps.Length; tree++) AddOne(tree, keys, in sums);
        if (rented is not null) ArrayPool<int>.Shared.Return(rented);
    }

    // Places below need no checks: TreeCheck has proved that every child lies within its tree and every feature within a row.
    private void AddEight<TSums>(int tree, ReadOnlySpan<int> keys, Span<int> leaves, scoped in TSums sums)
        where TSums : ILeafSums, allows ref struct
    {
        ref WalkNode nodes = ref MemoryMarshal.GetArrayDataReference(_walk);
        ReadOnlySpan<int> starts = _starts.AsSpan(tree, Lanes);
        int steps = _steps[tree];
        for (int row = 0, at = 0; at < keys.Length; row++, at += 2 * _featureCount)
        {
            ref int x = ref Unsafe.AsRef(in keys[at]);
            ref WalkNode n0 = ref Unsafe.Add(ref nodes, starts[0]);
            ref WalkNode n1 = ref Unsafe.Add(ref nodes, starts[1]);
            ref WalkNode n2 = ref Unsafe.Add(ref nodes, starts[2]);
            ref WalkNode n3 = ref Unsafe.Add(ref nodes, starts[3]);
            ref WalkNode n4 = ref Unsafe.Add(ref nodes, starts[4]);
            ref WalkNode n5 = ref Unsafe.Add(ref nodes, starts[5]);
            ref WalkNode n6 = ref Unsafe.Add(ref nodes, starts[6]);
            ref WalkNode n7 = ref Unsafe.Add(ref nodes, starts[7]);
            for (int step = 0; step < steps; step++)
            {
                n0 = ref Next(ref n0, ref x);
                n1 = ref Next(ref n1, ref x);
                n2 = ref Next(ref n2, ref x);
                n3 = ref Next(ref n3, ref x);
                n4 = ref Next(ref n4, ref x);
                n5 = ref Next(ref n5, ref x);
                n6 = ref Next(ref n6, ref x);
                n7 = ref Next(ref n7, ref x);
            }

            leaves[0] = Index(ref nodes, ref n0);
            leaves[1] = Index(ref nodes, ref n1);
            leaves[2] = Index(ref nodes, ref n2);
            leaves[3] = Index(ref nodes, ref n3);
            leaves[4] = Index(ref nodes, ref n4);
            leaves[5] = Index(ref nodes, ref n5);
            leaves[6] = Index(ref nodes, ref n6);
            leaves[7] = Index(ref nodes, ref n7);
            sums.Add(row, tree, leaves);
        }
    }

    private void AddOne<TSums>(int tree, ReadOnlySpan<int> keys, scoped in TSums sums)
        where TSums : ILeafSums, allows ref struct
    {
        ref WalkNode nodes = ref MemoryMarshal.GetArrayDataReference(_walk);
        for (int row = 0, at = 0; at < keys.Length; row++, at += 2 * _featureCount)
        {
            ref int x = ref Unsafe.AsRef(in keys[at]);
            ref WalkNode node = ref Unsafe.Add(ref nodes, _starts[tree]);
            for (int step = 0; step < _steps[tree]; step++) node = ref Next(ref node, ref x);
            int leaf = Index(ref nodes, ref node);
            sums.Add(row, tree, new ReadOnlySpan<int>(in leaf));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref WalkNode Next(ref WalkNode node, ref int row)
    {
        nuint right = Unsafe.BitCast<bool, byte>(Unsafe.Add(ref row, (nuint)node.Slot) >= node.Key);
        return ref Unsafe.Add(ref Unsafe.Add(ref node, (nuint)node.Skip), right);
    }

    private static int Index(ref WalkNode nodes, ref WalkNode node) => (int)((nuint)Unsafe.ByteOffset(ref nodes, ref node) / (nuint)Unsafe.SizeOf<WalkNode>());
}

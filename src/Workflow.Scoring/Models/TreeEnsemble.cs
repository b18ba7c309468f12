using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Workflow.Scoring.Models;

/// <summary>
/// A sum of trees. Each margin starts from its base and adds, in the order in which the trees are stored and in single precision,
/// the leaf of every tree that belongs to it: bit for bit what XGBoost's predictor does.
/// </summary>
/// <remarks>
/// Eight trees walk side by side, so that the processor has eight independent loads to wait for instead of one, and every row takes the
/// same number of steps through a tree, so that no branch depends on the data.
/// </remarks>
public sealed class TreeEnsemble : MarginModel
{
    private const int Lanes = 8;
    private const int RowsPerBlock = 64;

    private readonly TreeNode[] _nodes;
    private readonly float[] _leafValues;
    private readonly int[] _starts;
    private readonly ushort[] _margins;
    private readonly float[] _baseMargins;
    private readonly int[] _depths;

    /// <summary>Creates the ensemble from copies of its parts and checks everything that scoring relies on.</summary>
    /// <param name="featureCount">Features per row.</param>
    /// <param name="baseMargins">What each margin starts from.</param>
    /// <param name="starts">Index of each tree's first node, and the number of nodes at the end: one more than trees.</param>
    /// <param name="treeMargins">The margin that each tree adds to.</param>
    /// <param name="nodes">The nodes of all trees; children come after their parent.</param>
    /// <param name="leafValues">The value of each node where it is a leaf, 0 elsewhere.</param>
    /// <exception cref="ArgumentException">Content that cannot be scored safely; the message names the tree and the node.</exception>
    public TreeEnsemble(
        int featureCount,
        ReadOnlySpan<float> baseMargins,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<ushort> treeMargins,
        ReadOnlySpan<TreeNode> nodes,
        ReadOnlySpan<float> leafValues)
        : base(featureCount, baseMargins.Length)
    {
        // Copies first: what is checked must be what is scored, whatever becomes of the caller's arrays.
        _baseMargins = baseMargins.ToArray();
        _starts = starts.ToArray();
        _margins = treeMargins.ToArray();
        _nodes = nodes.ToArray();
        _leafValues = leafValues.ToArray();
        _depths = TreeEnsembleCheck.Depths(featureCount, _baseMargins, _starts, _margins, _nodes, _leafValues);
    }

    /// <summary>Number of trees.</summary>
    public int TreeCount => _margins.Length;

    /// <summary>What each margin starts from.</summary>
    public ReadOnlySpan<float> BaseMargins => _baseMargins;

    /// <summary>Index of each tree's first node, and the number of nodes at the end.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>The margin that each tree adds to.</summary>
    public ReadOnlySpan<ushort> TreeMargins => _margins;

    /// <summary>The nodes of all trees.</summary>
    public ReadOnlySpan<TreeNode> Nodes => _nodes;

    /// <summary>The value of each node where it is a leaf, 0 elsewhere.</summary>
    public ReadOnlySpan<float> LeafValues => _leafValues;

    /// <inheritdoc/>
    public override void ComputeMargins(ReadOnlySpan<float> features, bool anyMissing, Span<double> margins)
    {
        int rows = features.Length / FeatureCount;
        int blockRows = Math.Max(1, Math.Min(RowsPerBlock, 2048 / MarginCount));
        Span<float> sums = stackalloc float[blockRows * MarginCount];
        for (int first = 0; first < rows; first += blockRows)
        {
            int count = Math.Min(blockRows, rows - first);
            Span<float> block = sums[..(count * MarginCount)];
            for (int row = 0; row < count; row++) _baseMargins.CopyTo(block[(row * MarginCount)..]);
            AddTrees(features.Slice(first * FeatureCount, count * FeatureCount), anyMissing, block);
            for (int i = 0; i < block.Length; i++) margins[(first * MarginCount) + i] = block[i];
        }
    }

    private void AddTrees(ReadOnlySpan<float> features, bool anyMissing, Span<float> sums)
    {
        int tree = 0;
        for (; tree + Lanes <= _margins.Length; tree += Lanes)
        {
            if (anyMissing) AddEight<MissingAware>(tree, features, sums);
            else AddEight<Complete>(tree, features, sums);
        }

        for (; tree < _margins.Length; tree++)
        {
            if (anyMissing) AddOne<MissingAware>(tree, features, sums);
            else AddOne<Complete>(tree, features, sums);
        }
    }

    // Indexes below need no checks: TreeEnsembleCheck has proved that every child lies within its tree and every feature within a row.
    private void AddEight<TComparison>(int tree, ReadOnlySpan<float> features, Span<float> sums)
        where TComparison : struct, IComparison
    {
        ref TreeNode nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ref TreeNode t0 = ref Unsafe.Add(ref nodes, _starts[tree]);
        ref TreeNode t1 = ref Unsafe.Add(ref nodes, _starts[tree + 1]);
        ref TreeNode t2 = ref Unsafe.Add(ref nodes, _starts[tree + 2]);
        ref TreeNode t3 = ref Unsafe.Add(ref nodes, _starts[tree + 3]);
        ref TreeNode t4 = ref Unsafe.Add(ref nodes, _starts[tree + 4]);
        ref TreeNode t5 = ref Unsafe.Add(ref nodes, _starts[tree + 5]);
        ref TreeNode t6 = ref Unsafe.Add(ref nodes, _starts[tree + 6]);
        ref TreeNode t7 = ref Unsafe.Add(ref nodes, _starts[tree + 7]);
        int depth = 0;
        for (int lane = 0; lane < Lanes; lane++) depth = Math.Max(depth, _depths[tree + lane]);

        int rows = features.Length / FeatureCount;
        Span<int> leaves = stackalloc int[Lanes];
        for (int row = 0; row < rows; row++)
        {
            ref float x = ref MemoryMarshal.GetReference(features[(row * FeatureCount)..]);
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

            leaves[0] = i0;
            leaves[1] = i1;
            leaves[2] = i2;
            leaves[3] = i3;
            leaves[4] = i4;
            leaves[5] = i5;
            leaves[6] = i6;
            leaves[7] = i7;
            Span<float> rowSums = sums.Slice(row * MarginCount, MarginCount);
            for (int lane = 0; lane < Lanes; lane++) rowSums[_margins[tree + lane]] += _leafValues[_starts[tree + lane] + leaves[lane]];
        }
    }

    private void AddOne<TComparison>(int tree, ReadOnlySpan<float> features, Span<float> sums)
        where TComparison : struct, IComparison
    {
        ref TreeNode root = ref _nodes[_starts[tree]];
        int rows = features.Length / FeatureCount;
        for (int row = 0; row < rows; row++)
        {
            ref float x = ref MemoryMarshal.GetReference(features[(row * FeatureCount)..]);
            int index = 0;
            for (int step = 0; step < _depths[tree]; step++) index = Next<TComparison>(ref root, ref x, index);
            sums[(row * MarginCount) + _margins[tree]] += _leafValues[_starts[tree] + index];
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

namespace Workflow.Scoring.Models;

/// <summary>
/// A sum of trees. Each margin starts from its base and adds, in the order in which the trees are stored and in single precision,
/// the leaf of every tree that belongs to it: bit for bit what XGBoost's predictor does.
/// </summary>
public sealed class TreeEnsemble : MarginModel
{
    private const int RowsPerBlock = 64;

    private readonly TreeTraversal _trees;
    private readonly float[] _leafValues;
    private readonly float[] _covers;
    private readonly ushort[] _margins;
    private readonly float[] _baseMargins;

    /// <summary>Creates the ensemble from copies of its parts and checks everything that scoring relies on.</summary>
    /// <param name="featureCount">Features per row.</param>
    /// <param name="baseMargins">What each margin starts from.</param>
    /// <param name="starts">Index of each tree's first node, and the number of nodes at the end: one more than trees.</param>
    /// <param name="treeMargins">The margin that each tree adds to.</param>
    /// <param name="nodes">The nodes of all trees; children come after their parent.</param>
    /// <param name="leafValues">The value of each node where it is a leaf, 0 elsewhere.</param>
    /// <param name="covers">How much of the training data reached each node: sums of hessians, finite, at least 0; none where unknown.</param>
    /// <exception cref="ArgumentException">Content that cannot be scored safely; the message names the tree and the node.</exception>
    public TreeEnsemble(
        int featureCount,
        ReadOnlySpan<float> baseMargins,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<ushort> treeMargins,
        ReadOnlySpan<TreeNode> nodes,
        ReadOnlySpan<float> leafValues,
        ReadOnlySpan<float> covers = default)
        : base(featureCount, baseMargins.Length)
    {
        ContentCheck.Require(starts.Length == treeMargins.Length + 1, $"there must be one start per tree and one at the end");

        // Copies first: what is checked must be what is scored, whatever becomes of the caller's arrays.
        _trees = new TreeTraversal(featureCount, starts, nodes);
        _baseMargins = baseMargins.ToArray();
        _margins = treeMargins.ToArray();
        _leafValues = leafValues.ToArray();
        _covers = covers.ToArray();
        TreeEnsembleCheck.Run(_baseMargins, _margins, _trees, _leafValues, _covers);
    }

    /// <summary>Number of trees.</summary>
    public int TreeCount => _trees.TreeCount;

    /// <summary>What each margin starts from.</summary>
    public ReadOnlySpan<float> BaseMargins => _baseMargins;

    /// <summary>Index of each tree's first node, and the number of nodes at the end.</summary>
    public ReadOnlySpan<int> Starts => _trees.Starts;

    /// <summary>The margin that each tree adds to.</summary>
    public ReadOnlySpan<ushort> TreeMargins => _margins;

    /// <summary>The nodes of all trees.</summary>
    public ReadOnlySpan<TreeNode> Nodes => _trees.Nodes;

    /// <summary>The value of each node where it is a leaf, 0 elsewhere.</summary>
    public ReadOnlySpan<float> LeafValues => _leafValues;

    /// <summary>How much of the training data reached each node: sums of hessians. Empty in files that were written without.</summary>
    public ReadOnlySpan<float> Covers => _covers;

    internal TreeTraversal Trees => _trees;

    internal override double LargestMargin => TreeEnsembleCheck.LargestMargin;

    /// <inheritdoc/>
    public override void ComputeMargins(ReadOnlySpan<float> features, bool anyMissing, Span<double> margins)
    {
        int rows = features.Length / FeatureCount;
        int blockRows = Math.Max(1, Math.Min(Math.Min(rows, RowsPerBlock), 2048 / MarginCount));
        Span<float> sums = stackalloc float[blockRows * MarginCount];
        for (int first = 0; first < rows; first += blockRows)
        {
            int count = Math.Min(blockRows, rows - first);
            Span<float> block = sums[..(count * MarginCount)];
            for (int row = 0; row < count; row++) _baseMargins.CopyTo(block[(row * MarginCount)..]);
            var leafSums = new LeafSums(block, MarginCount, _margins, _leafValues);
            _trees.AddLeaves(features.Slice(first * FeatureCount, count * FeatureCount), leafSums);
            for (int i = 0; i < block.Length; i++) margins[(first * MarginCount) + i] = block[i];
        }
    }

    private readonly ref struct LeafSums(Span<float> sums, int marginCount, ushort[] margins, float[] leafValues) : ILeafSums
    {
        private readonly Span<float> _sums = sums;

        public void Add(int row, int tree, scoped ReadOnlySpan<int> leaves)
        {
            if (marginCount == 1)
            {
                AddToOnly(row, leaves);
                return;
            }

            Span<float> rowSums = _sums.Slice(row * marginCount, marginCount);
            for (int i = 0; i < leaves.Length; i++) rowSums[margins[tree + i]] += leafValues[leaves[i]];
        }

        // The sum stays in a register: each addition would wait for the one before to reach the memory.
        private void AddToOnly(int row, scoped ReadOnlySpan<int> leaves)
        {
            float sum = _sums[row];
            foreach (int leaf in leaves) sum += leafValues[leaf];
            _sums[row] = sum;
        }
    }
}

using Workflow.Scoring.Maths;

namespace Workflow.Scoring.Models;

/// <summary>
/// The mean of trees whose leaves hold class distributions, or numbers for regression. The mean p is summed in double precision in the
/// order in which the trees are stored and divided by their number.
/// </summary>
/// <remarks>
/// Margins: log(p k + floor) for each of three or more classes; log((p 1 + floor) / (p 0 + floor)) for two; the mean itself for regression.
/// </remarks>
public sealed class ForestModel : MarginModel
{
    private const int RowsPerBlock = 64;

    private readonly TreeTraversal _trees;
    private readonly float[] _covers;
    private readonly int[] _leafRows;
    private readonly float[] _leafTable;

    /// <summary>Creates the forest from copies of its parts and checks everything that scoring relies on.</summary>
    /// <param name="featureCount">Features per row.</param>
    /// <param name="outputCount">Number of classes, at least 2; 1 for regression.</param>
    /// <param name="starts">Index of each tree's first node, and the number of nodes at the end: one more than trees.</param>
    /// <param name="nodes">The nodes of all trees; children come after their parent.</param>
    /// <param name="covers">Training rows that reached each node; finite, at least 0.</param>
    /// <param name="leafRows">The row of <paramref name="leafTable"/> that each leaf answers, 0 elsewhere; equal leaves may share a row.</param>
    /// <param name="leafTable">
    /// Rows of <paramref name="outputCount"/> values: distributions (at least 0, sum 1 within 1e-3), or one finite number for regression.
    /// </param>
    /// <param name="floor">Added to each mean probability before its logarithm: a positive normal number; 0 for regression.</param>
    /// <exception cref="ArgumentException">Content that cannot be scored safely; the message names the tree and the node.</exception>
    public ForestModel(
        int featureCount,
        int outputCount,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<TreeNode> nodes,
        ReadOnlySpan<float> covers,
        ReadOnlySpan<int> leafRows,
        ReadOnlySpan<float> leafTable,
        double floor)
        : base(featureCount, MarginCountOf(outputCount))
    {
        OutputCount = outputCount;
        Floor = floor;
        _trees = new TreeTraversal(featureCount, starts, nodes);
        _covers = covers.ToArray();
        _leafRows = leafRows.ToArray();
        _leafTable = leafTable.ToArray();
        ForestCheck.Run(outputCount, _trees, _covers, _leafRows, _leafTable, floor);
    }

    /// <summary>Number of classes; 1 for regression.</summary>
    public int OutputCount { get; }

    /// <summary>Added to each mean probability before its logarithm; 0 for regression.</summary>
    public double Floor { get; }

    /// <summary>Number of trees.</summary>
    public int TreeCount => _trees.TreeCount;

    /// <summary>Index of each tree's first node, and the number of nodes at the end.</summary>
    public ReadOnlySpan<int> Starts => _trees.Starts;

    /// <summary>The nodes of all trees.</summary>
    public ReadOnlySpan<TreeNode> Nodes => _trees.Nodes;

    /// <summary>Training rows that reached each node.</summary>
    public ReadOnlySpan<float> Covers => _covers;

    /// <summary>The row of <see cref="LeafTable"/> that each leaf answers, 0 elsewhere.</summary>
    public ReadOnlySpan<int> LeafRows => _leafRows;

    /// <summary>Rows of <see cref="OutputCount"/> values.</summary>
    public ReadOnlySpan<float> LeafTable => _leafTable;

    internal TreeTraversal Trees => _trees;

    internal override double LargestMargin => OutputCount == 1 ? float.MaxValue : ForestCheck.LargestLogarithm;

    /// <summary>Margins of a forest with this number of outputs.</summary>
    internal static int MarginCountOf(int outputCount) => outputCount == 2 ? 1 : outputCount;

    /// <inheritdoc/>
    public override void ComputeMargins(ReadOnlySpan<float> features, bool anyMissing, Span<double> margins)
    {
        int rows = features.Length / FeatureCount;
        Span<double> pairs = stackalloc double[2 * Math.Min(rows, RowsPerBlock)];
        for (int first = 0; first < rows; first += RowsPerBlock)
        {
            int count = Math.Min(RowsPerBlock, rows - first);
            Span<double> target = margins.Slice(first * MarginCount, count * MarginCount);
            Span<double> means = OutputCount == 2 ? pairs[..(2 * count)] : target;
            ComputeMeans(features.Slice(first * FeatureCount, count * FeatureCount), means);
            if (OutputCount > 1) ToMargins(means, target);
        }
    }

    /// <summary>Computes what the trees answer on average: <see cref="OutputCount"/> numbers per row.</summary>
    internal void ComputeMeans(ReadOnlySpan<float> features, Span<double> means)
    {
        means.Clear();
        _trees.AddLeaves(features, new LeafSums(means, OutputCount, _leafRows, _leafTable));
        for (int i = 0; i < means.Length; i++) means[i] /= TreeCount;
    }

    private void ToMargins(ReadOnlySpan<double> means, Span<double> margins)
    {
        for (int i = 0; i < margins.Length; i++)
        {
            margins[i] = OutputCount == 2
                ? PortableMath.Log((means[(2 * i) + 1] + Floor) / (means[2 * i] + Floor))
                : PortableMath.Log(means[i] + Floor);
        }
    }

    private readonly ref struct LeafSums(Span<double> sums, int outputCount, int[] leafRows, float[] leafTable) : ILeafSums
    {
        private readonly Span<double> _sums = sums;

        public void Add(int row, int tree, scoped ReadOnlySpan<int> leaves)
        {
            Span<double> rowSums = _sums.Slice(row * outputCount, outputCount);
            foreach (int leaf in leaves)
            {
                ReadOnlySpan<float> values = leafTable.AsSpan(leafRows[leaf] * outputCount, outputCount);
                for (int o = 0; o < values.Length; o++) rowSums[o] += values[o];
            }
        }
    }
}

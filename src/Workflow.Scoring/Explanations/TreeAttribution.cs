using System.Runtime.Intrinsics;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>
/// Exact Shapley values of sums of trees, path-dependent: a feature that is not known sends a row both ways, in proportion to the training
/// data (Lundberg, Erion and Lee, "Consistent individualized feature attribution for tree ensembles", 2018).
/// </summary>
/// <remarks>
/// A leaf's answer v counts v times a factor for each feature of its path: o where the feature is known (1 where the row takes all ways of
/// the path at questions about it, else 0), its share z where not. A Shapley value is the integral over t from 0 to 1 of a derivative of the
/// multilinear extension (Owen, "Multilinear extensions of games", 1972): here v (o - z) times t o + (1 - t) z of the other features. That is
/// a polynomial of a degree below the number of features, so a quadrature rule of half as many points is exact. As in Linear TreeSHAP (Yu et
/// al., 2022), one pass down a tree multiplies factors and one pass up adds the leaves below each node, so the time is linear in the nodes.
/// Where a path asks for a feature again, the later factor takes the place of the earlier one: with shares y and z and the earlier factor
/// f = t o + (1 - t) y, the change is (o y - z) / f² where the row takes the earlier way, and none where it does not.
/// </remarks>
internal sealed class TreeAttribution
{
    // Bounds the scratch memory: sums of a block of rows, values of a tree's nodes.
    private const int VectorsPerBlock = 8192;
    private const int ValuesAtOnce = 1 << 16;

    private readonly int _featureCount;
    private readonly int _valuesPerLeaf;
    private readonly float[] _leafTable;
    private readonly ExplainedTree[] _trees;
    private readonly Dictionary<int, QuadratureRule> _rules;
    private readonly int _largestTree;
    private readonly double[] _expected;

    /// <summary>Prepares trees.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="covers">How much of the training data reached each node.</param>
    /// <param name="leafRows">The row of <paramref name="leafTable"/> that each leaf answers.</param>
    /// <param name="leafTable">Rows of <paramref name="valuesPerLeaf"/> values.</param>
    /// <param name="valuesPerLeaf">Values per leaf, which add to as many outputs.</param>
    /// <param name="firstOutputs">The output that the first value of each tree adds to.</param>
    /// <param name="outputCount">Number of outputs.</param>
    /// <exception cref="NotSupportedException">A path of a tree asks for too many different features.</exception>
    public TreeAttribution(
        TreeTraversal trees,
        ReadOnlySpan<float> covers,
        ReadOnlySpan<int> leafRows,
        ReadOnlySpan<float> leafTable,
        int valuesPerLeaf,
        ReadOnlySpan<ushort> firstOutputs,
        int outputCount)
    {
        _featureCount = trees.FeatureCount;
        _valuesPerLeaf = valuesPerLeaf;
        _leafTable = leafTable.ToArray();
        _expected = new double[outputCount];
        _trees = new ExplainedTree[trees.TreeCount];
        var builder = new ExplainedTreeBuilder(_featureCount);
        for (int i = 0; i < _trees.Length; i++)
        {
            Range own = trees.Starts[i]..trees.Starts[i + 1];
            ExplainedTree tree = builder.Build(trees.Nodes[own], covers[own], leafRows[own], firstOutputs[i]);
            for (int value = 0; value < valuesPerLeaf; value++) _expected[tree.FirstOutput + value] += tree.Expected(leafTable, valuesPerLeaf, value);
            _trees[i] = tree;
        }

        _largestTree = _trees.Max(tree => tree.NodeCount);
        _rules = _trees.Select(tree => tree.QuadraturePoints).Distinct().ToDictionary(points => points, points => new QuadratureRule(points));
    }

    /// <summary>What each output is on average in training.</summary>
    public IReadOnlyList<double> Expected => _expected;

    /// <summary>Explains rows.</summary>
    /// <param name="features">Features row by row.</param>
    /// <param name="contributions">
    /// Receives for each row and output the contributions of all features, and one number more that is left alone.
    /// </param>
    public void Explain(ReadOnlySpan<float> features, Span<double> contributions)
    {
        int rows = features.Length / _featureCount;
        int rowVectors = _expected.Length * _featureCount;
        int rowContributions = _expected.Length * (_featureCount + 1);
        int blockRows = Math.Clamp(VectorsPerBlock / rowVectors, 1, Math.Max(rows, 1));
        int valuesAtOnce = Math.Clamp(ValuesAtOnce / _largestTree, 1, _valuesPerLeaf);
        using var scratch = new AttributionScratch(_largestTree, valuesAtOnce, blockRows * rowVectors);
        for (int first = 0; first < rows; first += blockRows)
        {
            int count = Math.Min(blockRows, rows - first);
            Span<Vector256<double>> sums = scratch.Sums.AsSpan(0, count * rowVectors);
            sums.Clear();
            foreach (ExplainedTree tree in _trees)
            {
                for (int value = 0; value < _valuesPerLeaf; value += valuesAtOnce)
                {
                    int values = Math.Min(valuesAtOnce, _valuesPerLeaf - value);
                    Add(tree, features.Slice(first * _featureCount, count * _featureCount), value, values, in scratch);
                }
            }

            Collect(sums, contributions.Slice(first * rowContributions, count * rowContributions));
        }
    }

    private void Add(ExplainedTree tree, ReadOnlySpan<float> features, int firstValue, int values, in AttributionScratch scratch)
    {
        foreach (ExplainedLeaf leaf in tree.Leaves)
        {
            ReadOnlySpan<float> answer = _leafTable.AsSpan((leaf.Row * _valuesPerLeaf) + firstValue, values);
            Span<Vector256<double>> target = scratch.Values.AsSpan(leaf.Node * values, values);
            for (int k = 0; k < values; k++) target[k] = Vector256.Create((double)answer[k]);
        }

        int rows = features.Length / _featureCount;
        int firstSum = (tree.FirstOutput + firstValue) * _featureCount;
        QuadratureRule rule = _rules[tree.QuadraturePoints];
        for (int i = 0; i < rule.Points.Length; i++)
        {
            for (int row = 0; row < rows; row++)
            {
                Span<Vector256<double>> sums = scratch.Sums.AsSpan((row * _expected.Length * _featureCount) + firstSum, values * _featureCount);
                TreePass.Descend(tree, features.Slice(row * _featureCount, _featureCount), rule.Points[i], rule.Weights[i], in scratch);
                TreePass.Ascend(tree, in scratch, values, sums, _featureCount);
            }
        }
    }

    private void Collect(ReadOnlySpan<Vector256<double>> sums, Span<double> contributions)
    {
        for (int i = 0; !sums.IsEmpty; i += _featureCount + 1, sums = sums[_featureCount..])
        {
            for (int j = 0; j < _featureCount; j++)
            {
                Vector256<double> sum = sums[j];
                contributions[i + j] = (sum.GetElement(0) + sum.GetElement(1)) + (sum.GetElement(2) + sum.GetElement(3));
            }
        }
    }
}

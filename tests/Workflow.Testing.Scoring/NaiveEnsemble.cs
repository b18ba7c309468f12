using Workflow.Scoring.Models;

namespace Workflow.Testing.Scoring;

/// <summary>Trees that are evaluated by recursion and added one after the other, and the same trees in the layout of the product.</summary>
public sealed record NaiveEnsemble(int FeatureCount, float[] BaseMargins, IReadOnlyList<NaiveTree> Trees, IReadOnlyList<int> TreeMargins)
{
    /// <summary>Trees that all add to the only margin, which starts from 0.</summary>
    public static NaiveEnsemble OneMargin(int featureCount, params IReadOnlyList<NaiveTree> trees) =>
        new(featureCount, [0], trees, [.. trees.Select(_ => 0)]);

    public double[] Margins(ReadOnlySpan<float> row)
    {
        float[] sums = [.. BaseMargins];
        for (int i = 0; i < Trees.Count; i++) sums[TreeMargins[i]] += Trees[i].Answer(row);
        return [.. sums.Select(sum => (double)sum)];
    }

    public TreeEnsemble Flatten(bool withCovers = true)
    {
        var flat = new FlatTrees(Trees);
        return new TreeEnsemble(
            FeatureCount, BaseMargins, flat.Starts, [.. TreeMargins.Select(margin => (ushort)margin)], flat.Nodes, flat.LeafValues, withCovers ? flat.Covers : []);
    }
}

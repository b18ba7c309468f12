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

    public TreeEnsemble Flatten()
    {
        var nodes = new List<TreeNode>();
        var leafValues = new List<float>();
        var starts = new List<int> { 0 };
        foreach (NaiveTree tree in Trees)
        {
            AddLevelByLevel(tree, nodes, leafValues);
            starts.Add(nodes.Count);
        }

        return new TreeEnsemble(
            FeatureCount, [.. BaseMargins], [.. starts], [.. TreeMargins.Select(margin => (ushort)margin)], [.. nodes], [.. leafValues]);
    }

    private static void AddLevelByLevel(NaiveTree root, List<TreeNode> nodes, List<float> leafValues)
    {
        var queue = new Queue<NaiveTree>([root]);
        for (int index = 0, next = 1; queue.TryDequeue(out NaiveTree? tree); index++)
        {
            leafValues.Add(tree.Left is null ? tree.Value : 0);
            if (tree.Left is null || tree.Right is null)
            {
                nodes.Add(TreeNode.Leaf(index));
                continue;
            }

            nodes.Add(TreeNode.Split(tree.Feature, tree.Threshold, next, tree.MissingGoesRight));
            queue.Enqueue(tree.Left);
            queue.Enqueue(tree.Right);
            next += 2;
        }
    }
}

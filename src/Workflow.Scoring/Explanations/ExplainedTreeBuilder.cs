using System.Runtime.InteropServices;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>Prepares trees for contributions, one after the other.</summary>
/// <param name="featureCount">Features per row.</param>
internal sealed class ExplainedTreeBuilder(int featureCount)
{
    // More would take more time than an answer may; no trained tree comes near.
    private const int MaximumPathFeatures = 256;

    // The node to which the last question about each feature led, on the way from the root to where the walk stands.
    private readonly int[] _lastOf = new int[featureCount];

    /// <summary>Prepares one tree.</summary>
    /// <param name="nodes">Its nodes.</param>
    /// <param name="covers">How much of the training data reached each of them.</param>
    /// <param name="leafRows">The row of the leaf table that each leaf answers.</param>
    /// <param name="firstOutput">The output that the first value of a leaf adds to.</param>
    /// <exception cref="NotSupportedException">A path asks for too many different features.</exception>
    public ExplainedTree Build(ReadOnlySpan<TreeNode> nodes, ReadOnlySpan<float> covers, ReadOnlySpan<int> leafRows, int firstOutput)
    {
        var splits = new List<Split>();
        var leaves = new List<ExplainedLeaf>();
        var repeated = new HashSet<int>();
        int longest = 0;
        var ahead = new Stack<Step>([new Step(0, 0, 0, IsReturn: false)]);
        while (ahead.TryPop(out Step step))
        {
            (int node, int feature, int pathFeatures, bool isReturn) = step;
            _lastOf[feature] = node;
            if (isReturn) continue;
            longest = Math.Max(longest, pathFeatures);
            if (longest > MaximumPathFeatures) throw new NotSupportedException($"a path of a tree asks for more than {MaximumPathFeatures} features");
            TreeNode question = nodes[node];
            if (question.IsLeaf)
            {
                leaves.Add(new ExplainedLeaf((ushort)node, leafRows[node]));
                continue;
            }

            int previous = _lastOf[question.Feature];
            splits.Add(new Split(node, previous));
            repeated.Add(previous);
            if (previous == 0) pathFeatures++;
            ahead.Push(new Step(previous, question.Feature, 0, IsReturn: true));
            ahead.Push(new Step(question.Left + 1, question.Feature, pathFeatures, IsReturn: false));
            ahead.Push(new Step(question.Left, question.Feature, pathFeatures, IsReturn: false));
        }

        return new ExplainedTree(nodes.Length, Explain(splits, nodes, covers, repeated), [.. leaves], longest, firstOutput);
    }

    private static ExplainedSplit[] Explain(List<Split> splits, ReadOnlySpan<TreeNode> nodes, ReadOnlySpan<float> covers, HashSet<int> repeated)
    {
        var explained = new ExplainedSplit[splits.Count];
        var shares = new double[nodes.Length];
        shares[0] = 1;
        for (int i = 0; i < explained.Length; i++)
        {
            (int node, int previous) = splits[i];
            int left = nodes[node].Left;
            bool isRepeated = repeated.Contains(left) || repeated.Contains(left + 1);
            explained[i] = new ExplainedSplit(nodes[node], node, previous, shares[previous], LeftRatio(covers[left], covers[left + 1]), isRepeated);
            shares[left] = explained[i].LeftShare;
            shares[left + 1] = explained[i].RightShare;
        }

        return explained;
    }

    // Where no training data came, nothing tells how they would have divided.
    private static double LeftRatio(double left, double right) => left + right > 0 ? left / (left + right) : 0.5;

    /// <summary>A node with a question, and the node to which the last one about the same feature led.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Split(int Node, int Previous);

    /// <summary>A step of the walk: to the node that a question about a feature leads to, or back above that question.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Step(int Node, int Feature, int PathFeatures, bool IsReturn);
}

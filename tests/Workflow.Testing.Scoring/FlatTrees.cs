using Workflow.Scoring.Models;

namespace Workflow.Testing.Scoring;

/// <summary>Trees in the layout of the product, level by level.</summary>
internal sealed class FlatTrees
{
    private readonly List<int> _starts = [0];
    private readonly List<TreeNode> _nodes = [];
    private readonly List<float> _leafValues = [];
    private readonly List<float> _covers = [];

    public FlatTrees(IReadOnlyList<NaiveTree> trees)
    {
        foreach (NaiveTree tree in trees)
        {
            Add(tree);
            _starts.Add(_nodes.Count);
        }
    }

    public int[] Starts => [.. _starts];

    public TreeNode[] Nodes => [.. _nodes];

    public float[] LeafValues => [.. _leafValues];

    public float[] Covers => [.. _covers];

    private void Add(NaiveTree root)
    {
        var queue = new Queue<NaiveTree>([root]);
        for (int index = 0, next = 1; queue.TryDequeue(out NaiveTree? tree); index++)
        {
            _covers.Add(tree.Cover);
            _leafValues.Add(tree.Left is null ? tree.Value : 0);
            if (tree.Left is null || tree.Right is null)
            {
                _nodes.Add(TreeNode.Leaf(index));
                continue;
            }

            _nodes.Add(TreeNode.Split(tree.Feature, tree.Threshold, next, tree.MissingGoesRight));
            queue.Enqueue(tree.Left);
            queue.Enqueue(tree.Right);
            next += 2;
        }
    }
}

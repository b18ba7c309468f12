using System.Runtime.InteropServices;
using Workflow.Scoring.Models;
using Workflow.Training.Features;
using Workflow.Training.Randomness;

namespace Workflow.Training.Learners.Forests;

/// <summary>Grows trees on one matrix, level by level, so that a limit on nodes leaves a tree that is evenly deep.</summary>
internal sealed class TreeGrower
{
    // Children are named by 16 bits.
    private const int MostNodes = ushort.MaxValue;

    private readonly ForestParameters _parameters;
    private readonly FeatureMatrix _matrix;
    private readonly float[][] _columns;
    private readonly NodeTargets _targets;
    private readonly SplitFinder _finder;
    private readonly LeafTable _leaves;
    private readonly int[] _rows;
    private readonly int[] _order;

    public TreeGrower(ForestParameters parameters, FeatureMatrix matrix, LeafTable leaves)
    {
        _parameters = parameters;
        _matrix = matrix;
        _columns = [.. Enumerable.Range(0, matrix.FeatureCount).Select(feature => Column(matrix, feature))];
        _targets = new NodeTargets(matrix);
        _finder = new SplitFinder(_targets, matrix.RowCount, parameters.MinimumLeaf);
        _leaves = leaves;
        _rows = new int[matrix.RowCount];
        _order = [.. Enumerable.Range(0, matrix.FeatureCount)];
    }

    /// <summary>Grows one tree and appends it; <paramref name="cancellationToken"/> stops it between two questions that it looks at.</summary>
    public void Grow(SeededRandom random, List<TreeNode> nodes, List<float> covers, List<int> leafRows, CancellationToken cancellationToken)
    {
        int root = nodes.Count;
        for (int i = 0; i < _rows.Length; i++) _rows[i] = i;
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        Reserve(1, nodes, covers, leafRows);
        var waiting = new Queue<OpenNode>();
        waiting.Enqueue(new OpenNode(0, 0, _rows.Length, 0));
        while (waiting.TryDequeue(out OpenNode open))
        {
            Span<int> rows = _rows.AsSpan(open.Start, open.Count);
            covers[root + open.Index] = (float)Weight(rows);
            int next = nodes.Count - root;
            if (next + 2 > MostNodes || FindSplit(rows, open.Depth, random, cancellationToken) is not { } split)
            {
                nodes[root + open.Index] = TreeNode.Leaf(open.Index);
                leafRows[root + open.Index] = _leaves.Add(_targets, rows);
                continue;
            }

            int lefts = Partition(rows, split);
            nodes[root + open.Index] = TreeNode.Split(split.Feature, split.Threshold, next, split.MissingGoesRight);
            Reserve(2, nodes, covers, leafRows);
            waiting.Enqueue(new OpenNode(next, open.Start, lefts, open.Depth + 1));
            waiting.Enqueue(new OpenNode(next + 1, open.Start + lefts, open.Count - lefts, open.Depth + 1));
        }
    }

    private static void Reserve(int count, List<TreeNode> nodes, List<float> covers, List<int> leafRows)
    {
        for (int i = 0; i < count; i++)
        {
            nodes.Add(default);
            covers.Add(0);
            leafRows.Add(0);
        }
    }

    // Features in random order until enough of them have offered a split.
    private SplitCandidate? FindSplit(ReadOnlySpan<int> rows, int depth, SeededRandom random, CancellationToken cancellationToken)
    {
        if (depth >= _parameters.MaximumDepth || rows.Length < 2 * _parameters.MinimumLeaf || _targets.IsPure(rows)) return null;
        int wanted = Math.Max(1, (int)Math.Round(_parameters.FeatureShare * _columns.Length));
        bool isRandom = _parameters.Rule == SplitRule.Random;
        SplitCandidate? best = null;
        for (int i = 0; i < _order.Length && wanted > 0; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (isRandom)
            {
                int other = i + random.Next(_order.Length - i);
                (_order[i], _order[other]) = (_order[other], _order[i]);
            }

            int feature = _order[i];
            SplitCandidate? candidate = isRandom
                ? _finder.AtRandom(feature, _columns[feature], rows, random)
                : _finder.Best(feature, _columns[feature], rows);
            if (candidate is not { } split) continue;
            wanted--;
            if (best is null || split.Purity > best.Value.Purity) best = split;
        }

        return best;
    }

    private int Partition(Span<int> rows, SplitCandidate split)
    {
        float[] column = _columns[split.Feature];
        int lefts = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            float x = column[rows[i]];
            bool goesLeft = float.IsNaN(x) ? !split.MissingGoesRight : x < split.Threshold;
            if (!goesLeft) continue;
            (rows[lefts], rows[i]) = (rows[i], rows[lefts]);
            lefts++;
        }

        return lefts;
    }

    private double Weight(ReadOnlySpan<int> rows)
    {
        if (_matrix.Weights.IsEmpty) return rows.Length;
        double sum = 0;
        foreach (int row in rows) sum += _matrix.Weight(row);
        return sum;
    }

    private static float[] Column(FeatureMatrix matrix, int feature)
    {
        var column = new float[matrix.RowCount];
        for (int row = 0; row < column.Length; row++) column[row] = matrix.Row(row)[feature];
        return column;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct OpenNode(int Index, int Start, int Count, int Depth);
}

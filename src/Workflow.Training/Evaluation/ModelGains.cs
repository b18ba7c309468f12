using Workflow.Scoring.Models;
using Workflow.Training.Features;

namespace Workflow.Training.Evaluation;

/// <summary>
/// Reads from a model alone how much of the variance of its answers each feature's questions explain. A split with covers a and b below it, whose
/// sides answer u and v on average, takes away a b / (a + b) (u - v)²: for the squared error that is its gain. A term of a linear model with the
/// standardised weight w explains w². Members of an ensemble count by their weight times how far they move: the standard deviation of
/// their own margins over some rows; each has shares that sum to 1.
/// </summary>
internal static class ModelGains
{
    /// <summary>The share of each feature; they sum to 1, or are all 0 where the model asks for none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Some rows as the model sees them.</param>
    public static double[] Of(MarginModel model, FeatureMatrix rows)
    {
        var shares = new double[model.FeatureCount];
        switch (model)
        {
            case TreeEnsemble { Covers.IsEmpty: false } trees:
                AddTrees(trees, shares);
                break;
            case ForestModel forest:
                AddForest(forest, shares);
                break;
            case LinearModel linear:
                for (int i = 0; i < linear.Weights.Length; i++) shares[i % shares.Length] += linear.Weights[i] * linear.Weights[i];
                break;
            case CalibratedModel calibrated:
                return Of(calibrated.Inner, rows);
            case EnsembleModel ensemble:
                AddMembers(ensemble.Members, rows, shares);
                break;
            case MixtureModel mixture:
                AddMembers(mixture.Members, rows, shares);
                break;
        }

        double sum = shares.Sum();
        for (int i = 0; sum > 0 && i < shares.Length; i++) shares[i] /= sum;
        return shares;
    }

    /// <summary>Nodes of all trees of a model.</summary>
    public static long NodesOf(MarginModel model) => model switch
    {
        TreeEnsemble trees => trees.Nodes.Length,
        ForestModel forest => forest.Nodes.Length,
        CalibratedModel calibrated => NodesOf(calibrated.Inner),
        EnsembleModel ensemble => ensemble.Members.Sum(member => NodesOf(member.Model)),
        MixtureModel mixture => mixture.Members.Sum(member => NodesOf(member.Model)),
        _ => 0,
    };

    private static void AddMembers(IReadOnlyList<EnsembleMember> members, FeatureMatrix rows, double[] shares)
    {
        foreach (EnsembleMember member in members)
        {
            FeatureMatrix seen = rows.SelectFeatures(member.Features);
            double[] own = Of(member.Model, seen);
            double moved = member.Weight * Deviation(member.Model, seen);
            for (int i = 0; i < own.Length; i++) shares[member.Features[i]] += moved * own[i];
        }
    }

    // Over rows, of all margins together.
    private static double Deviation(MarginModel model, FeatureMatrix rows)
    {
        int width = model.MarginCount;
        var margins = new double[rows.RowCount * width];
        model.ComputeMargins(rows.Values, anyMissing: true, margins);
        var means = new double[width];
        for (int i = 0; i < margins.Length; i++) means[i % width] += margins[i] / rows.RowCount;
        double squares = 0;
        for (int i = 0; i < margins.Length; i++) squares += (margins[i] - means[i % width]) * (margins[i] - means[i % width]);
        return Math.Sqrt(squares / margins.Length);
    }

    private static void AddTrees(TreeEnsemble trees, double[] shares)
    {
        for (int tree = 0; tree < trees.TreeCount; tree++)
        {
            int start = trees.Starts[tree], count = trees.Starts[tree + 1] - start;
            AddTree(trees.Nodes.Slice(start, count), trees.Covers.Slice(start, count), trees.LeafValues.Slice(start, count).ToArray(), 1, shares);
        }
    }

    private static void AddForest(ForestModel forest, double[] shares)
    {
        for (int tree = 0; tree < forest.TreeCount; tree++)
        {
            int start = forest.Starts[tree], count = forest.Starts[tree + 1] - start;
            var answers = new float[count * forest.OutputCount];
            for (int node = 0; node < count; node++)
            {
                if (!forest.Nodes[start + node].IsLeaf) continue;
                forest.LeafTable.Slice(forest.LeafRows[start + node] * forest.OutputCount, forest.OutputCount).CopyTo(answers.AsSpan(node * forest.OutputCount));
            }

            AddTree(forest.Nodes.Slice(start, count), forest.Covers.Slice(start, count), answers, forest.OutputCount, shares);
        }
    }

    // Children come after their parent: from the last node up, each is known before it is asked for.
    private static void AddTree(ReadOnlySpan<TreeNode> nodes, ReadOnlySpan<float> covers, float[] leafAnswers, int width, double[] shares)
    {
        double[] answers = Array.ConvertAll(leafAnswers, answer => (double)answer);
        for (int node = nodes.Length - 1; node >= 0; node--)
        {
            if (nodes[node].IsLeaf) continue;
            int left = nodes[node].Left, right = left + 1;
            double a = covers[left], b = covers[right];
            if (a + b <= 0) continue;
            for (int k = 0; k < width; k++)
            {
                double u = answers[(left * width) + k], v = answers[(right * width) + k];
                answers[(node * width) + k] = ((a * u) + (b * v)) / (a + b);
                shares[nodes[node].Feature] += a * b / (a + b) * (u - v) * (u - v);
            }
        }
    }
}

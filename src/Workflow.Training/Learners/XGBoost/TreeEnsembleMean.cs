using Workflow.Scoring.Models;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>The mean of ensembles of the same task: all their trees, with leaves divided by their number.</summary>
internal static class TreeEnsembleMean
{
    /// <summary>Joins them. Exact where their number is a power of two.</summary>
    public static TreeEnsemble Of(IReadOnlyList<TreeEnsemble> ensembles)
    {
        var starts = new List<int> { 0 };
        var margins = new List<ushort>();
        var nodes = new List<TreeNode>();
        var leaves = new List<float>();
        var covers = new List<float>();
        foreach (TreeEnsemble ensemble in ensembles)
        {
            int offset = nodes.Count;
            foreach (int start in ensemble.Starts[1..]) starts.Add(offset + start);
            margins.AddRange(ensemble.TreeMargins);
            nodes.AddRange(ensemble.Nodes);
            foreach (float leaf in ensemble.LeafValues) leaves.Add(leaf / ensembles.Count);
            covers.AddRange(ensemble.Covers);
        }

        TreeEnsemble first = ensembles[0];
        return TrainedModels.Create(() => new TreeEnsemble(first.FeatureCount, first.BaseMargins, [.. starts], [.. margins], [.. nodes], [.. leaves], [.. covers]));
    }
}

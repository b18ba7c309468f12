using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments.Folds;

/// <summary>Orders columns by how much a quick boosted model of all of them gains from each.</summary>
internal static class ColumnRanking
{
    private const int Rounds = 50;

    /// <summary>Indices of the plan's columns, the most important first; of equal ones the first.</summary>
    /// <param name="plan">The columns.</param>
    /// <param name="features">Indices of the features that the matrix has.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="seed">Seed of the model.</param>
    /// <param name="cancellationToken">Stops between rounds.</param>
    public static int[] Rank(FeaturePlan plan, int[] features, FeatureMatrix training, long seed, CancellationToken cancellationToken)
    {
        var parameters = new XGBoostParameters { Seed = seed, TreeMethod = "hist", MaxDepth = 5, ColsampleByLevel = 0.5, Eta = 0.2 };
        double[] gains = GainImportance.Measure(training, parameters, Rounds, cancellationToken);
        Dictionary<string, int> columns = plan.Columns.Select((column, i) => (column.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        var ofColumn = new double[plan.Columns.Count];
        for (int i = 0; i < features.Length; i++) ofColumn[columns[plan.Transform.Steps[features[i]].Column]] += gains[i];
        return [.. Enumerable.Range(0, ofColumn.Length).OrderByDescending(column => ofColumn[column]).ThenBy(column => column)];
    }
}

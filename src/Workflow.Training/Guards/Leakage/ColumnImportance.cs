using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Guards.QuickModels;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Guards.Leakage;

/// <summary>On which columns a model of several relies: each one's share of the gain of XGBoost, 100 rounds with its own defaults.</summary>
internal static class ColumnImportance
{
    private const int Rounds = 100;

    /// <summary>The share of each of the dataset's columns, from 0 to 1; 0 for those that the model does not see. Blocks the thread.</summary>
    public static double[] Measure(Dataset dataset, IEnumerable<int> columns, int[] rows, long seed, CancellationToken cancellationToken)
    {
        var features = GuardFeatures.Of(dataset, columns);
        var shares = new double[dataset.Features.Count];
        if (features.Columns.Count == 0) return shares;
        FeatureMatrix matrix = features.Matrix(rows);
        double[] gains = GainImportance.Measure(TargetScale.Of(matrix).Apply(matrix), new XGBoostParameters { Seed = seed, TreeMethod = "hist" }, Rounds, cancellationToken);
        for (int i = 0; i < gains.Length; i++) shares[features.Columns[i]] += gains[i];
        return shares;
    }
}

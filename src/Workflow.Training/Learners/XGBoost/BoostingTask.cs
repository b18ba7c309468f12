using System.Globalization;
using Workflow.Scoring.Schema;
using Workflow.Training.Features;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>What XGBoost is told about the task of a matrix.</summary>
internal static class BoostingTask
{
    /// <summary>Objective, number of classes and where boosting starts.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Settings(FeatureMatrix matrix)
    {
        yield return new("objective", matrix.Task switch
        {
            ModelTask.Regression => "reg:squarederror",
            ModelTask.Binary => "binary:logistic",
            _ => "multi:softprob",
        });
        if (matrix.Task == ModelTask.Multiclass) yield return new("num_class", matrix.ClassCount.ToString(CultureInfo.InvariantCulture));

        // Said always, since later releases would estimate it from the labels.
        float start = matrix.Task == ModelTask.Regression ? Mean(matrix) : 0.5f;
        yield return new("base_score", start.ToString("R", CultureInfo.InvariantCulture));
    }

    private static float Mean(FeatureMatrix matrix)
    {
        double sum = 0;
        foreach (double target in matrix.Targets) sum += target;
        return (float)(sum / matrix.RowCount);
    }
}

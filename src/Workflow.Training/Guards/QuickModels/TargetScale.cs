using Workflow.Scoring.Schema;
using Workflow.Training.Features;

namespace Workflow.Training.Guards.QuickModels;

/// <summary>Brings numbers to be predicted to mean 0 and standard deviation 1, so that boosting does the same in any unit. Classes stay as they are.</summary>
/// <param name="Mean">What is taken off.</param>
/// <param name="Deviation">What is divided by; above 0.</param>
internal sealed record TargetScale(double Mean, double Deviation)
{
    /// <summary>The scale of some rows.</summary>
    public static TargetScale Of(FeatureMatrix matrix)
    {
        if (matrix.Task != ModelTask.Regression) return new TargetScale(0, 1);
        double[] targets = matrix.Targets.ToArray();
        double mean = targets.Average();
        double deviation = Math.Sqrt(targets.Average(target => (target - mean) * (target - mean)));
        return new TargetScale(mean, deviation > Math.Abs(mean) * 1e-12 ? deviation : 1);
    }

    /// <summary>The same rows with scaled targets.</summary>
    public FeatureMatrix Apply(FeatureMatrix matrix) => matrix.Task == ModelTask.Regression
        ? FeatureMatrix.ForRegression(matrix.Values.ToArray(), matrix.FeatureCount, [.. matrix.Targets.ToArray().Select(target => (target - Mean) / Deviation)])
        : matrix;

    /// <summary>A prediction in the unit of the target.</summary>
    public double Back(double output) => Mean + (output * Deviation);
}

using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;
using Workflow.Training.Features;

namespace Workflow.Training.Experiments.Folds;

/// <summary>
/// Weights of classes, and how they are taken back: a model that was trained with weights w sees shares multiplied by w, so ln w is subtracted
/// from its margins before they are calibrated.
/// </summary>
internal static class RowWeights
{
    /// <summary>Weight of each class; null for none.</summary>
    public static double[]? OfClasses(FeatureMatrix matrix, ClassWeighting weighting)
    {
        if (weighting == ClassWeighting.None || matrix.Task == ModelTask.Regression) return null;
        var counts = new int[matrix.ClassCount];
        foreach (int label in matrix.Labels) counts[label]++;
        return [.. counts.Select(count => count == 0 ? 1 : (double)matrix.RowCount / (matrix.ClassCount * (double)count))];
    }

    /// <summary>Weight of each row; null for none.</summary>
    public static double[]? OfRows(FeatureMatrix matrix, double[]? classWeights) =>
        classWeights is null ? null : [.. matrix.Labels.ToArray().Select(label => classWeights[label])];

    /// <summary>What is added to each margin; null for nothing.</summary>
    public static double[]? Offsets(double[]? classWeights) => classWeights switch
    {
        null => null,
        { Length: 2 } => [PortableMath.Log(classWeights[0] / classWeights[1])],
        _ => [.. classWeights.Select(weight => -PortableMath.Log(weight))],
    };

    /// <summary>Takes class weights back: adds the offsets to each row's margins.</summary>
    /// <param name="margins">Margins row by row; changed.</param>
    /// <param name="offsets">One per margin; null for nothing.</param>
    public static void AddOffsets(double[] margins, double[]? offsets)
    {
        if (offsets is null) return;
        for (int i = 0; i < margins.Length; i++) margins[i] += offsets[i % offsets.Length];
    }
}

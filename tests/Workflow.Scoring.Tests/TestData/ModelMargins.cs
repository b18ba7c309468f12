using Workflow.Scoring.Models;

namespace Workflow.Scoring.Tests.TestData;

/// <summary>Margins of rows, all at once or each by itself.</summary>
internal static class ModelMargins
{
    public static double[] Margins(this MarginModel model, params float[] features)
    {
        var margins = new double[features.Length / model.FeatureCount * model.MarginCount];
        model.ComputeMargins(features, anyMissing: true, margins);
        return margins;
    }

    public static double[] MarginsRowByRow(this MarginModel model, float[] features) =>
        [.. features.Chunk(model.FeatureCount).SelectMany(row => model.Margins(row))];
}

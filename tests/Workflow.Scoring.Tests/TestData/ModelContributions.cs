using Workflow.Scoring.Explanations;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Tests.TestData;

/// <summary>Contributions of rows, and what every model's contributions have to do.</summary>
internal static class ModelContributions
{
    public static double[] Contributions(this MarginModel model, params float[] features) => MarginExplainer.Create(model).Contributions(features);

    public static double[] Contributions(this MarginExplainer explainer, params float[] features)
    {
        var contributions = new double[features.Length / explainer.Model.FeatureCount * explainer.ContributionCount];
        explainer.Explain(features, contributions);
        return contributions;
    }

    /// <summary>Contributions and bias sum to the margin, for every row and margin.</summary>
    public static void AssertSumToMargins(MarginModel model, float[] features)
    {
        double[][] contributions = [.. model.Contributions(features).Chunk(model.FeatureCount + 1)];
        double[] margins = model.Margins(features);
        for (int i = 0; i < margins.Length; i++)
        {
            double scale = Math.Max(1, contributions[i].Sum(Math.Abs));
            AssertClose(margins[i], contributions[i].Sum(), 1e-6 * scale);
        }
    }

    public static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++) AssertClose(expected[i], actual[i], tolerance);
    }

    public static void AssertClose(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{actual:R} is more than {tolerance} away from {expected:R}");
}

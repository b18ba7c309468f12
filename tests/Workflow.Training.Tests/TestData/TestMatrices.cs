using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Metrics;
using Workflow.Training.Randomness;

namespace Workflow.Training.Tests.TestData;

/// <summary>Features and labels for learners.</summary>
internal static class TestMatrices
{
    /// <summary>All rows of a dataset, by the product's own plan.</summary>
    public static FeatureMatrix Of(Dataset dataset) => Plan(dataset).Matrix([.. Enumerable.Range(0, dataset.RowCount)]);

    /// <summary>A plan that reads every column and learns from every row.</summary>
    public static FeaturePlan Plan(Dataset dataset) =>
        FeaturePlan.Create(dataset, new HashSet<string>(StringComparer.Ordinal), [.. Enumerable.Range(0, dataset.RowCount)]);

    /// <summary>The same with the features of every encoding, as a search wants it.</summary>
    public static FeaturePlan SearchPlan(Dataset dataset) => FeaturePlan.Create(
        dataset, new HashSet<string>(StringComparer.Ordinal), [.. Enumerable.Range(0, dataset.RowCount)], Enum.GetValues<FeatureEncoding>());

    /// <summary>Random columns of numbers that say something about the label.</summary>
    public static FeatureMatrix Numbers(long seed, int rows = 60, int features = 3, int classCount = 2, double missing = 0) =>
        Of(TestDatasets.Numbers(SeededRandom.For(seed, "matrix"), rows, features, classCount, missing));

    /// <summary>Numbers, a coarse grid of numbers and a category that all say something about the label, some cells missing.</summary>
    public static Dataset Mixed(SeededRandom random, int rows, int classCount)
    {
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % classCount)];
        return TestDatasets.Create(
            [TestDatasets.Number("n"), TestDatasets.Number("grid"), TestDatasets.Category("c", "a", "b", "c"), TestDatasets.Number("noise")],
            [Cells(l => l + random.NextNormal()), Cells(l => l + random.Next(3)), Cells(l => (l + random.Next(2)) % 3), Cells(_ => random.NextNormal())],
            labels,
            classCount);

        double[] Cells(Func<int, double> cell) => [.. labels.Select(label => random.Next(6) == 0 ? double.NaN : cell(label))];
    }

    /// <summary>A matrix written by hand, row by row.</summary>
    public static FeatureMatrix Create(int[] labels, int classCount, params float[] values) => new(values, values.Length / labels.Length, labels, classCount);

    /// <summary>Margins of all rows.</summary>
    public static double[] Margins(this MarginModel model, FeatureMatrix matrix)
    {
        var margins = new double[matrix.RowCount * model.MarginCount];
        model.ComputeMargins(matrix.Values, anyMissing: true, margins);
        return margins;
    }

    /// <summary>Mean log loss of some margins.</summary>
    public static double LogLoss(this FeatureMatrix matrix, double[] margins)
    {
        Link link = matrix.MarginCount == 1 ? Link.Sigmoid : Link.Softmax;
        return ClassificationMetrics.ComputeLogLoss(Outputs.FromMargins(link, margins, matrix.MarginCount), matrix.Labels, matrix.ClassCount);
    }
}

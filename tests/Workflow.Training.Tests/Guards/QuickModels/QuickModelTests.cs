using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Guards.QuickModels;
using Workflow.Training.Learners;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards.QuickModels;

public sealed class QuickModelTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Score_ColumnsThatKnowTheClass_IsNearlyPerfect(int classes)
    {
        HeldBackScore score = Score(TestDatasets.OfLabels([.. Enumerable.Range(0, 200).Select(row => row * classes / 200)], classes));
        Assert.InRange(score.LogLoss!.Value, 0, 0.1);
        Assert.InRange(score.Auc!.Value, 0.99, 1);
        Assert.InRange(score.Accuracy!.Value, 0.95, 1);
        Assert.Equal((null, null), (score.R2, score.RootMeanSquaredError));
    }

    // Held-back rows are judged: a model that learns its rows by heart is worth nothing.
    [Fact]
    public void Score_Noise_IsNoBetterThanChance()
    {
        SeededRandom random = SeededRandom.For(1, "noise");
        int[] labels = [.. Enumerable.Range(0, 400).Select(row => row % 2)];
        HeldBackScore score = Score(TestDatasets.Create([TestDatasets.Number("x")], [[.. labels.Select(_ => random.NextNormal())]], labels, 2));
        Assert.InRange(score.Auc!.Value, 0.4, 0.6);
        Assert.InRange(score.LogLoss!.Value, 0.69, 1.2);
    }

    [Fact]
    public void Score_WithoutFeatures_IsThatOfTheShares()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row % 4 == 0 ? 1 : 0)];
        FeatureMatrix empty = GuardFeatures.Of(TestDatasets.OfLabels(labels, 2), []).Matrix([.. Enumerable.Range(0, 100)]);
        HeldBackScore score = QuickModel.Score(empty, StratifiedFolds.Assign(labels, 2, 5, 42, "test"), 42, TestContext.Current.CancellationToken);
        Assert.Equal(-((0.25 * Math.Log(0.25)) + (0.75 * Math.Log(0.75))), score.LogLoss!.Value, 9);
        Assert.Equal((0.5, 0.75), (score.Auc, score.Accuracy));
    }

    [Fact]
    public void Matrix_ACellBeyondSinglePrecision_IsRefusedWithItsColumnAndRow()
    {
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("n"), TestDatasets.Number("flow")], [[1, 2, 3], [1, 2, -1e39]], [0, 1, 0], 2);
        LearnerException refused = Assert.Throws<LearnerException>(() => GuardFeatures.Of(dataset, [0, 1]).Matrix([1, 2]));
        Assert.StartsWith("column flow, row 2 of the dataset (from 0): '-1E+39' is outside", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, GuardFeatures.Of(dataset, [0, 1]).Matrix([1, 0]).RowCount);
    }

    [Fact]
    public void Matrix_Categories_AreIndicatorsUnlessTheirLevelsAreMany()
    {
        string[] many = [.. Enumerable.Range(0, 33).Select(i => $"{i:D2}")];
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Category("few", "a", "b"), TestDatasets.Category("many", many), TestDatasets.Number("n")],
            [[0, 1, double.NaN], [32, double.NaN, 7], [0.5, double.NaN, -1]],
            [0, 1, 0],
            2);
        var features = GuardFeatures.Of(dataset, [0, 1, 2]);
        Assert.Equal([0, 0, 1, 2], features.Columns);
        FeatureMatrix matrix = features.Matrix([2, 0, 1]);
        Assert.Equal([float.NaN, float.NaN, 7, -1], matrix.Row(0).ToArray());
        Assert.Equal([1, 0, 32, 0.5f], matrix.Row(1).ToArray());
        Assert.Equal([0, 1, float.NaN, float.NaN], matrix.Row(2).ToArray());
        Assert.Equal([0, 0, 1], matrix.Labels.ToArray());
    }

    [Fact]
    public void Of_MoreRowsThanAllowed_IsASampleInOrder()
    {
        int[] rows = [.. Enumerable.Range(100, 50)];
        Assert.Same(rows, RowSample.Of(rows, 50, 1, "test"));
        int[] sample = RowSample.Of(rows, 20, 1, "test");
        Assert.Equal(20, sample.Distinct().Count());
        Assert.Equal(sample.Order(), sample);
        Assert.Equal(sample, RowSample.Of(rows, 20, 1, "test"));
        Assert.NotEqual(sample, RowSample.Of(rows, 20, 2, "test"));
    }

    private static HeldBackScore Score(Dataset dataset)
    {
        FeatureMatrix matrix = GuardFeatures.Of(dataset, [0]).Matrix([.. Enumerable.Range(0, dataset.RowCount)]);
        int[] folds = StratifiedFolds.Assign(dataset.Labels, dataset.Schema.Classes.Count, 5, 42, "test");
        return QuickModel.Score(matrix, folds, 42, TestContext.Current.CancellationToken);
    }
}

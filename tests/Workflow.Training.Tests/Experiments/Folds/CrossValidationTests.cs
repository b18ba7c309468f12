using FsCheck.Fluent;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments.Folds;
using Workflow.Training.Features;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments.Folds;

public sealed class CrossValidationTests
{
    [Fact]
    public void Fold_AnyFolds_HoldEveryRowBackOnceFromTheRowsThatTrain() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "folds");
            int rows = 10 + random.Next(60), folds = 2 + random.Next(5), classCount = 2 + random.Next(3);
            CrossValidation validation = Create(Numbered(rows, classCount), folds, seed);
            FoldMatrices[] cut = [.. Enumerable.Range(0, folds).Select(fold => validation.Fold(FeatureEncoding.Plain, null, fold, CancellationToken.None))];
            Assert.Equal(Enumerable.Range(0, rows), validation.RowsOf.SelectMany(held => held).Order());
            Assert.All(cut, (fold, i) => Assert.Equal(validation.RowsOf[i], Rows(fold.HeldBack)));
            Assert.All(cut, fold => Assert.Equal(Enumerable.Range(0, rows), Rows(fold.Training).Concat(Rows(fold.HeldBack)).Order()));
            Assert.InRange(cut.Max(fold => fold.HeldBack.RowCount) - cut.Min(fold => fold.HeldBack.RowCount), 0, 1);
        },
        tests: 100);

    [Fact]
    public void Fold_AnotherSeed_DrawsOtherFolds()
    {
        Assert.Equal(Create(Numbered(40, 2), 4, 1).RowsOf[0], Create(Numbered(40, 2), 4, 1).RowsOf[0]);
        Assert.NotEqual(Create(Numbered(40, 2), 4, 1).RowsOf[0], Create(Numbered(40, 2), 4, 2).RowsOf[0]);
    }

    [Theory]
    [InlineData(FeatureEncoding.Plain, 6)]
    [InlineData(FeatureEncoding.Ordinal, 4)]
    [InlineData(FeatureEncoding.NormalScore, 6)]
    [InlineData(FeatureEncoding.Logarithm, 6)]
    public void Fold_Encoding_HasItsOwnFeatures(FeatureEncoding encoding, int expected)
    {
        CrossValidation validation = Create(TestMatrices.Mixed(new SeededRandom(3), 60, 2), 3, 1);
        Assert.Equal(expected, validation.Fold(encoding, null, 0, CancellationToken.None).Training.FeatureCount);
        Assert.Equal(expected, validation.Features(encoding, null, CancellationToken.None).Length);
    }

    // The label stands in the only column that is no noise, but in the rows of one fold alone: a choice of columns that had looked at them would show it.
    [Fact]
    public void Fold_FewColumns_AreChosenFromTheRowsThatTrain()
    {
        SeededRandom random = new(5);
        int[] labels = [.. Enumerable.Range(0, 120).Select(_ => random.Next(2))];
        double[][] noise = [.. Enumerable.Range(0, 6).Select(_ => labels.Select(_ => random.NextNormal()).ToArray())];
        int[] heldBack = Create(Dataset(labels, noise), 3, 7).RowsOf[1];
        foreach (int row in heldBack) noise[4][row] = labels[row] * 100;
        CrossValidation validation = Create(Dataset(labels, noise), 3, 7);
        float[] column = [.. noise[4].Select(cell => (float)cell)];
        Assert.DoesNotContain(validation.Fold(FeatureEncoding.Plain, 1, 1, CancellationToken.None).HeldBack.Values.ToArray(), value => value == 100);
        Assert.Contains(100, validation.Fold(FeatureEncoding.Plain, 1, 0, CancellationToken.None).Training.Values.ToArray());
        Assert.Contains(100f, column);
    }

    private static Dataset Dataset(int[] labels, double[][] columns) =>
        TestDatasets.Create([.. columns.Select((_, i) => TestDatasets.Number($"x{i}"))], columns, labels, 2);

    private static CrossValidation Create(Dataset dataset, int folds, long seed)
    {
        FeaturePlan plan = TestMatrices.SearchPlan(dataset);
        return new CrossValidation(plan, plan.Matrix([.. Enumerable.Range(0, dataset.RowCount)]), folds, seed);
    }

    // The only feature is the number of the row.
    private static Dataset Numbered(int rows, int classCount) => TestDatasets.OfLabels([.. Enumerable.Range(0, rows).Select(row => row % classCount)], classCount);

    private static int[] Rows(FeatureMatrix matrix) => [.. Enumerable.Range(0, matrix.RowCount).Select(row => (int)matrix.Row(row)[0])];
}

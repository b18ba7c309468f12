using FsCheck.Fluent;
using Workflow.Scoring.Features;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Features;

public sealed class FeaturePlanTests
{
    private static readonly HashSet<string> NothingDropped = new(StringComparer.Ordinal);

    // n, a category of three levels, m; the last row is for the test.
    private static readonly Dataset Mixed = TestDatasets.Create(
        [TestDatasets.Number("n") with { Unit = "bar", MissingTexts = ["NA"] }, TestDatasets.Category("c", "blue", "green", "red"), TestDatasets.Number("m")],
        [[1, double.NaN, 3, 100], [2, 0, 2, 1], [0.1, 0.2, 0.3, double.NaN]],
        [0, 1, 0, 1],
        2);

    [Fact]
    public void Create_NumbersAndCategories_BecomeFeaturesInTheOrderOfTheDataset()
    {
        FeaturePlan plan = FeaturePlan.Create(Mixed, NothingDropped, [0, 1, 2]);
        Assert.Equal(
            [
                new FeatureStep("n", FeatureKind.Number, "n"),
                new FeatureStep("c=blue", FeatureKind.Indicator, "c", "blue"),
                new FeatureStep("c=green", FeatureKind.Indicator, "c", "green"),
                new FeatureStep("c=red", FeatureKind.Indicator, "c", "red"),
                new FeatureStep("m", FeatureKind.Number, "m"),
            ],
            plan.Transform.Steps);
        Assert.Equal(["n", "c", "m"], plan.Columns.Select(column => column.Name));
    }

    // A column may be called as the feature of another one is.
    [Fact]
    public void Create_ColumnNamedLikeAFeature_KeepsBothApart()
    {
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Number("log(x)"), TestDatasets.Number("x"), TestDatasets.Category("a", "b=c", "d"), TestDatasets.Category("a=b", "c", "d")],
            [[5, 6, 7, 8], [1, 10, 100, 1000], [0, 1, 0, 1], [1, 0, 0, 1]],
            [0, 1, 0, 1],
            2);
        FeaturePlan plan = FeaturePlan.Create(dataset, NothingDropped, [0, 1, 2, 3], [FeatureEncoding.Plain, FeatureEncoding.Logarithm]);
        Assert.Equal(plan.Transform.Steps.Count, plan.Transform.Steps.Select(step => step.Name).Distinct(StringComparer.Ordinal).Count());
        FeatureMatrix matrix = plan.Matrix([0, 1, 2, 3]);
        int[] logarithms = plan.FeaturesOf(FeatureEncoding.Logarithm);
        Assert.Equal(
            [(FeatureKind.Logarithm, "log(x)"), (FeatureKind.Logarithm, "x"), (FeatureKind.Indicator, "a"), (FeatureKind.Indicator, "a"), (FeatureKind.Indicator, "a=b"), (FeatureKind.Indicator, "a=b")],
            logarithms.Select(feature => (plan.Transform.Steps[feature].Kind, plan.Transform.Steps[feature].Column)));
        int[] plain = plan.FeaturesOf(FeatureEncoding.Plain);
        Assert.Equal([5, 1, 1, 0, 0, 1], matrix.SelectFeatures(plain).Row(0).ToArray());
        Assert.NotEqual(matrix.Row(0)[plain[0]], matrix.Row(0)[logarithms[1]]);
    }

    // By so small a scale the logarithm of a larger number, which a caller may send, would be infinite.
    [Fact]
    public void Create_NumbersTooSmallToBeAScale_HaveNoLogarithm()
    {
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("tiny"), TestDatasets.Number("x")], [[1e-300, 2e-300, 3e-300, 1], [1, 10, 100, 1000]], [0, 1, 0, 1], 2);
        FeaturePlan plan = FeaturePlan.Create(dataset, NothingDropped, [0, 1, 2, 3], [FeatureEncoding.Plain, FeatureEncoding.Logarithm]);
        Assert.Equal(["x"], plan.FeaturesOf(FeatureEncoding.Logarithm).Select(feature => plan.Transform.Steps[feature].Column));
    }

    // The order of levels means nothing, unless there are two.
    [Fact]
    public void Matrix_Ordinals_AreUnorderedFromThreeLevelsOn()
    {
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Number("n"), TestDatasets.Category("three", "a", "b", "c"), TestDatasets.Category("two", "a", "b")], [[1, 2, 3], [0, 1, 2], [0, 1, 0]], [0, 1, 0], 2);
        FeaturePlan plan = FeaturePlan.Create(dataset, NothingDropped, [0, 1, 2], [FeatureEncoding.Plain, FeatureEncoding.Ordinal]);
        FeatureMatrix ordinal = plan.Matrix([2, 0, 1]).SelectFeatures(plan.FeaturesOf(FeatureEncoding.Ordinal)).Select([1, 0]).WithWeights([1, 1]);
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(ordinal.IsUnordered));
    }

    [Fact]
    public void Matrix_SomeRows_HasTheirFeaturesAndLabelsInTheGivenOrder()
    {
        FeatureMatrix matrix = FeaturePlan.Create(Mixed, NothingDropped, [0, 1, 2]).Matrix([3, 1]);
        Assert.Equal((2, 5, 2, 1), (matrix.RowCount, matrix.FeatureCount, matrix.ClassCount, matrix.MarginCount));
        Assert.Equal([100, 0, 1, 0, float.NaN], matrix.Row(0).ToArray());
        Assert.Equal([float.NaN, 1, 0, 0, 0.2f], matrix.Row(1).ToArray());
        Assert.Equal([1, 1], matrix.Labels.ToArray());
        Assert.Equal([100, 1, double.NaN, double.NaN, 0, 0.2], FeaturePlan.Create(Mixed, NothingDropped, [0]).Cells([3, 1]));
    }

    [Fact]
    public void Matrix_MoreThanAnArrayHolds_IsRefusedWithTheColumnOfTheMostLevels()
    {
        string[] levels = [.. Enumerable.Range(0, 1000).Select(level => $"{level:D3}")];
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Category("few", "a", "b"), TestDatasets.Category("serial", levels), TestDatasets.Number("n")], [[0, 1], [0, 999], [1, 2]], [0, 1], 2);
        LearnerException refused = Assert.Throws<LearnerException>(() => FeaturePlan.Create(dataset, NothingDropped, [0, 1]).Matrix(new int[3_000_000]));
        Assert.Equal("training-data-too-large", refused.Code);
        Assert.StartsWith("3000000 rows of 1003 features are more than a matrix holds", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "column serial has the most levels, 1000, each of which is a feature: leave it out of the recipe, or give it fewer levels", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Matrix_MoreNumbersThanAnArrayHolds_IsRefused()
    {
        Dataset dataset = TestDatasets.Create(
            [.. Enumerable.Range(0, 1000).Select(column => TestDatasets.Number($"n{column}"))], [.. Enumerable.Range(0, 1000).Select(_ => (double[])[1, 2])], [0, 1], 2);
        LearnerException refused = Assert.Throws<LearnerException>(() => FeaturePlan.Create(dataset, NothingDropped, [0, 1]).Matrix(new int[3_000_000]));
        Assert.EndsWith("; leave columns out of the recipe, or train on fewer rows", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Matrix_MissingCategory_IsMissingInEveryIndicator()
    {
        Dataset dataset = TestDatasets.Create([TestDatasets.Category("c", "a", "b")], [[double.NaN, 1]], [0, 1], 2);
        Assert.Equal([float.NaN, float.NaN, 0, 1], FeaturePlan.Create(dataset, NothingDropped, [0, 1]).Matrix([0, 1]).Values.ToArray());
    }

    [Fact]
    public void Create_DroppedColumns_AreInNoRow()
    {
        FeaturePlan plan = FeaturePlan.Create(Mixed, new HashSet<string>(StringComparer.Ordinal) { "c", "N" }, [0, 1, 2]);
        Assert.Equal(["n", "m"], plan.Columns.Select(column => column.Name));
        Assert.Equal(["n", "m"], plan.Transform.Steps.Select(step => step.Name));
        Assert.Equal([1, 0.1], plan.Cells([0]));
        Assert.Equal([1, 0.1f], plan.Matrix([0]).Values.ToArray());
    }

    // Ranges, missing values and histograms are those of the training rows: the test part decides nothing.
    [Fact]
    public void Create_TestRows_DecideNothing()
    {
        IReadOnlyList<InputColumn> columns = FeaturePlan.Create(Mixed, NothingDropped, [0, 1, 2]).Columns;
        Assert.Equal((1.0, 3.0, true, "bar"), (columns[0].Minimum, columns[0].Maximum, columns[0].AcceptsMissing, columns[0].Unit));
        Assert.Equal((0.1, 0.3, false), (columns[2].Minimum, columns[2].Maximum, columns[2].AcceptsMissing));
        Assert.Equal(["NA"], columns[0].MissingTexts);
        Assert.Equal([3.0, 0.1], FeaturePlan.Create(Mixed, NothingDropped, [2, 0]).Columns.Where(column => column.Type == ColumnType.Number).Select((column, i) => i == 0 ? column.Maximum : column.Minimum));
    }

    [Fact]
    public void Create_Category_KeepsEveryLevelAndCountsTrainingRows()
    {
        InputColumn column = FeaturePlan.Create(Mixed, NothingDropped, [0, 1, 2]).Columns[1];
        Assert.Equal((ColumnType.Category, null, null, false), (column.Type, column.Minimum, column.Maximum, column.AcceptsMissing));
        Assert.Equal(["blue", "green", "red"], column.Levels);
        Assert.Empty(column.Histogram!.Edges);
        Assert.Equal([1L, 0, 2], column.Histogram.Counts);
        Assert.Equal(0, column.Histogram.Missing);
    }

    [Fact]
    public void Create_NumberWithoutAnyValue_HasNoRangeAndOneEmptyBin()
    {
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("n")], [[double.NaN, double.NaN, 5]], [0, 1, 0], 2);
        InputColumn column = Assert.Single(FeaturePlan.Create(dataset, NothingDropped, [0, 1]).Columns);
        Assert.Equal((null, null, true), (column.Minimum, column.Maximum, column.AcceptsMissing));
        Assert.Empty(column.Histogram!.Edges);
        Assert.Equal([0L], column.Histogram.Counts);
        Assert.Equal(2, column.Histogram.Missing);
    }

    [Fact]
    public void Create_ManyNumbers_AreCutAtTheDeciles()
    {
        InputColumn column = Column([.. Enumerable.Range(0, 1000).Select(i => (double)((i * 7) % 1000))]);
        Assert.Equal([100.0, 200, 300, 400, 500, 600, 700, 800, 900], column.Histogram!.Edges);
        Assert.Equal(Enumerable.Repeat(100L, 10), column.Histogram.Counts);
    }

    [Theory]
    [InlineData(new[] { 5.0, 5, 5 }, new double[0], new[] { 3L })]
    [InlineData(new[] { 0.0, 1, 0, 1, 1 }, new[] { 1.0 }, new[] { 2L, 3 })]
    [InlineData(new[] { 2.0 }, new double[0], new[] { 1L })]
    public void Create_FewValues_GetFewerBins(double[] cells, double[] edges, long[] counts)
    {
        ReferenceHistogram histogram = Column(cells).Histogram!;
        Assert.Equal(edges, histogram.Edges);
        Assert.Equal(counts, histogram.Counts);
    }

    // The edge of a bin belongs to the bin above it.
    [Fact]
    public void Create_AnyNumbers_AreCountedWhereTheEdgesSay() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "histogram");
            int spread = 1 + random.Next(40);
            double[] cells = [.. Enumerable.Range(0, 1 + random.Next(200)).Select(_ => random.Next(7) == 0 ? double.NaN : random.Next(spread) - 5.5)];
            ReferenceHistogram histogram = Column(cells).Histogram!;
            Assert.InRange(histogram.Edges.Count, 0, 9);
            Assert.Equal(histogram.Edges.Distinct().Order(), histogram.Edges);
            double[] borders = [double.NegativeInfinity, .. histogram.Edges, double.PositiveInfinity];
            Assert.Equal(borders.Zip(borders.Skip(1), (low, high) => cells.LongCount(cell => cell >= low && cell < high)), histogram.Counts);
            Assert.Equal(cells.LongCount(double.IsNaN), histogram.Missing);
            if (histogram.Missing < cells.Length) Assert.All(histogram.Counts, count => Assert.True(count > 0, "a bin is empty"));
        });

    [Fact]
    public void Matrix_AnyDataset_HasOneIndicatorOfOneOrAMissingCategory() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            Dataset dataset = TestDatasets.Any(SeededRandom.For(seed, "dataset"));
            int[] rows = [.. Enumerable.Range(0, dataset.RowCount)];
            FeaturePlan plan = FeaturePlan.Create(dataset, NothingDropped, rows);
            FeatureMatrix matrix = plan.Matrix(rows);
            foreach (int row in rows)
            {
                int next = 0;
                for (int column = 0; column < dataset.Features.Count; column++)
                {
                    double cell = dataset.Features[column][row];
                    int width = dataset.Schema.Features[column].Type == ColumnType.Number ? 1 : dataset.Schema.Features[column].Levels.Count;
                    float[] features = matrix.Row(row).Slice(next, width).ToArray();
                    next += width;
                    if (double.IsNaN(cell)) Assert.All(features, feature => Assert.True(float.IsNaN(feature)));
                    else if (dataset.Schema.Features[column].Type == ColumnType.Number) Assert.Equal((float)cell, features[0]);
                    else Assert.Equal(Enumerable.Range(0, width).Select(level => level == (int)cell ? 1f : 0), features);
                }

                Assert.Equal(matrix.FeatureCount, next);
            }
        },
        tests: 100);

    private static InputColumn Column(double[] cells) => Assert.Single(
        FeaturePlan.Create(TestDatasets.Create([TestDatasets.Number("n")], [cells], [.. cells.Select(_ => 0)], 2), NothingDropped, [.. Enumerable.Range(0, cells.Length)]).Columns);
}

using Workflow.Training.Datasets;
using Workflow.Training.Guards.Histograms;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards.Histograms;

public sealed class HistogramBuilderTests
{
    private static readonly int[] Labels = [.. Enumerable.Range(0, 300).Select(row => row % 3)];

    [Fact]
    public void Build_Numbers_CountsEveryTrainingRowOfAClass()
    {
        ColumnHistogram histogram = Build(TestDatasets.Number("x"), [.. Labels.Select((label, row) => row < 3 ? double.NaN : label + (row / 1000.0))]);
        Assert.Equal((31, 0), (histogram.Edges.Count, histogram.Levels.Count));
        Assert.Equal(["0", "1", "2"], histogram.Series.Select(series => series.Name));
        Assert.All(histogram.Series, series => Assert.Equal((99, 1), (series.Counts.Sum(), series.Missing)));
        Assert.Equal(histogram.Edges.Order(), histogram.Edges);

        // Classes that do not overlap share no bin.
        Assert.All(Enumerable.Range(0, 30), bin => Assert.InRange(histogram.Series.Count(series => series.Counts[bin] > 0), 0, 1));
    }

    // One stray value would press all others into one bin.
    [Fact]
    public void Build_StrayValues_LieInTheOutermostBins()
    {
        ColumnHistogram histogram = Build(TestDatasets.Number("x"), [.. Labels.Select((_, row) => row == 0 ? -1e9 : row == 1 ? 1e9 : row)]);
        Assert.InRange(histogram.Edges[0], 0, 5);
        Assert.InRange(histogram.Edges[^1], 290, 300);
        Assert.Equal(300, histogram.Series.Sum(series => series.Counts.Sum()));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(double.NaN)]
    [InlineData(double.MaxValue)]
    public void Build_OneValueOrNone_IsOneBin(double value)
    {
        ColumnHistogram histogram = Build(TestDatasets.Number("x"), [.. Labels.Select(_ => value)]);
        Assert.Equal(2, histogram.Edges.Count);
        Assert.Equal(300, histogram.Series.Sum(series => series.Counts[0] + series.Missing));
    }

    [Fact]
    public void Build_Category_HasABinPerLevel()
    {
        ColumnHistogram histogram = Build(TestDatasets.Category("c", "blue", "red"), [.. Labels.Select(label => label == 2 ? double.NaN : label)]);
        Assert.Equal(["blue", "red"], histogram.Levels);
        Assert.Equal(["100 0 0", "0 100 0", "0 0 100"], histogram.Series.Select(series => $"{series.Counts[0]} {series.Counts[1]} {series.Missing}"));
    }

    [Fact]
    public void Build_ManyLevels_ShowsTheMostFrequentAndTheOthersTogether()
    {
        string[] levels = [.. Enumerable.Range(0, 50).Select(i => $"{i:D2}")];
        ColumnHistogram histogram = Build(TestDatasets.Category("c", levels), [.. Labels.Select((_, row) => (double)(row < 150 ? 7 : row % 50))]);
        Assert.Equal(30, histogram.Levels.Count);
        Assert.Equal("others", histogram.Levels[^1]);
        Assert.Contains("07", histogram.Levels);
        Assert.Equal(300, histogram.Series.Sum(series => series.Counts.Sum()));
    }

    [Fact]
    public void OfTarget_Numbers_AreThirds()
    {
        double[] targets = [.. Enumerable.Range(0, 30).Select(row => (double)(row * 7 % 30))];
        Dataset dataset = TestDatasets.Regression([TestDatasets.Number("x")], [targets], targets);
        var groups = RowGroups.OfTarget(dataset, [.. Enumerable.Range(0, 30)]);
        Assert.Equal(["y below 10", "y up to 20", "y from 20"], groups.Names);
        Assert.All(groups.Rows, rows => Assert.Equal(10, rows.Length));
        Assert.All(groups.Rows[1], row => Assert.InRange(targets[row], 10, 19));
    }

    private static ColumnHistogram Build(DatasetColumn column, double[] cells)
    {
        Dataset dataset = TestDatasets.Create([column], [cells], Labels, 3);
        return HistogramBuilder.Build(dataset, 0, RowGroups.OfTarget(dataset, [.. Enumerable.Range(0, 300)]));
    }
}

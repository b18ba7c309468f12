using Workflow.Training.Datasets;
using Workflow.Training.Guards.Contamination;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards.Contamination;

public sealed class NearestRowsTests
{
    [Fact]
    public void Find_AnyPoints_IsWhatSortingGives()
    {
        Dataset dataset = TestSeries.Independent(SeededRandom.For(1, "nearest"), 60, 0);
        int[] train = [.. Enumerable.Range(0, 50)];
        var points = RowPoints.Of(dataset, Enumerable.Range(0, 6), train);
        for (int row = 50; row < 60; row++)
        {
            NearestRows nearest = NearestRows.Find(points, row, train, 7)!;
            Assert.Equal(train.OrderBy(other => points.SquaredDistance(row, other)).Take(7), nearest.Rows);
            Assert.Equal(Math.Sqrt(points.SquaredDistance(row, nearest.Rows[3])), nearest.Distance(3));
        }
    }

    [Fact]
    public void Find_EqualDistances_TakesTheEarlierRows()
    {
        var points = RowPoints.Of(TestDatasets.OfLabels(new int[9], 2), [], [0, 1]);
        Assert.Equal([2, 4, 5], NearestRows.Find(points, 0, [2, 4, 5, 7], 3)!.Rows);
    }

    [Fact]
    public void Find_TooFewCandidates_IsNothing()
    {
        var points = RowPoints.Of(TestDatasets.OfLabels([0, 1, 0], 2), [0], [0, 1]);
        Assert.Null(NearestRows.Find(points, 0, [1, 2], 3));
        Assert.NotNull(NearestRows.Find(points, 0, [1, 2], 2));
    }

    // Numbers in standard deviations of the training rows, texts as equal or not.
    [Fact]
    public void SquaredDistance_OfRows_CountsDeviationsAndTexts()
    {
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Number("n"), TestDatasets.Category("c", "a", "b", "x"), TestDatasets.Number("same")],
            [[-3, 3, 9, double.NaN], [0, 0, 1, 2], [4, 4, 4, 5]],
            [0, 1, 0, 1],
            2);
        var points = RowPoints.Of(dataset, [0, 1, 2], [0, 1]);
        Assert.Equal(4, points.SquaredDistance(0, 1), 5);
        Assert.Equal(4 + 1, points.SquaredDistance(1, 2), 5);
        Assert.Equal(1 + 1, points.SquaredDistance(1, 3), 5);
        Assert.Equal(0, points.SquaredDistance(3, 3));
    }
}

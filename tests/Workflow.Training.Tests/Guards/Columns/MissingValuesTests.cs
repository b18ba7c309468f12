using Workflow.Training.Datasets;
using Workflow.Training.Guards.Columns;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards.Columns;

public sealed class MissingValuesTests
{
    [Fact]
    public void Of_ADataset_TellsWhereValuesAreMissing()
    {
        double[] late = [.. Enumerable.Range(0, 100).Select(row => row < 25 ? double.NaN : 1)];
        double[] some = [.. Enumerable.Range(0, 100).Select(row => row % 10 == 0 ? double.NaN : 1)];
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Number("late"), TestDatasets.Number("whole"), TestDatasets.Category("some", "a", "b")], [late, new double[100], some], new int[100], 2);
        var missing = MissingValues.Of(dataset);
        Assert.Equal(["late", "some"], missing.Columns.Select(column => column.Column));
        Assert.Equal([0.25, 0.1], missing.Columns.Select(column => column.Share));
        Assert.Equal(25 + 7, missing.RowsWithAny);
        Assert.Equal([1, 1, 1, 1, 1, 0], missing.Columns[0].Parts.Take(6));
        Assert.Equal(20, missing.Columns[0].Parts.Count);
        Assert.Equal(0.2, missing.Columns[1].Parts[0]);
    }

    // Parts of nearly equal size, whatever the number of rows.
    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(21)]
    [InlineData(1003)]
    public void Of_AnyNumberOfRows_CoversAllOfThem(int rows)
    {
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("x")], [[.. Enumerable.Repeat(double.NaN, rows)]], new int[rows], 2);
        MissingColumn column = Assert.Single(MissingValues.Of(dataset).Columns);
        Assert.Equal(Math.Min(20, rows), column.Parts.Count);
        Assert.All(column.Parts, share => Assert.Equal(1, share));
    }

    [Fact]
    public void Of_WholeColumns_IsEmpty()
    {
        var missing = MissingValues.Of(TestDatasets.OfLabels([0, 1], 2));
        Assert.Equal((0, 0), (missing.RowsWithAny, missing.Columns.Count));
    }
}

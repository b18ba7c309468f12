using System.Globalization;
using System.Text;
using CsvHelper;
using FsCheck.Fluent;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Datasets;

public sealed class TableCsvTests
{
    [Fact]
    public async Task WriteAsync_Columns_ComeInOrderWithTheLabelLast()
    {
        Dataset dataset = TestDatasets.Create(
            [TestDatasets.Number("b"), TestDatasets.Number("a"), TestDatasets.Category("c", "x,y", "z\"")], [[1.5, double.NaN], [2e-7, -0.0], [0, 1]], [1, 0], 2);
        Assert.Equal("b,a,c,y\n1.5,2E-07,\"x,y\",1\n,-0,\"z\"\"\",0\n", await CsvAsync(dataset));
    }

    [Fact]
    public async Task WriteAsync_SomeRows_ComeInTheGivenOrder()
    {
        Dataset dataset = TestDatasets.OfLabels([0, 1, 1], 2);
        Assert.Equal("row,y\n2,1\n0,0\n", await CsvAsync(dataset, [2, 0]));
        Assert.Equal("row,y\n", await CsvAsync(dataset, []));
    }

    [Fact]
    public async Task WriteAsync_Stream_StaysOpenAndHasNoByteOrderMark()
    {
        using var stream = new MemoryStream();
        await TableCsv.WriteAsync(TestDatasets.OfLabels([0, 1], 2), null, stream, TestContext.Current.CancellationToken);
        Assert.True(stream.CanWrite);
        Assert.Equal((byte)'r', stream.ToArray()[0]);
    }

    [Fact]
    public async Task WriteAsync_Cancelled_Stops() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        () => TableCsv.WriteAsync(TestDatasets.OfLabels([0, 1], 2), null, Stream.Null, new CancellationToken(canceled: true)));

    [Fact]
    public void Cell_AnyNumber_ReadsBackToTheSameBits() => Properties.Hold<double>(
        number =>
        {
            string text = TableCsv.Cell(TestDatasets.Number("n"), number);
            if (double.IsNaN(number)) Assert.Empty(text);
            else Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
        },
        tests: 5_000);

    [Fact]
    public void WriteAsync_AnyDataset_ReadsBackCellByCell() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            Dataset dataset = TestDatasets.Any(SeededRandom.For(seed, "dataset"));
            using var reader = CsvReader.FromText(CsvAsync(dataset).GetAwaiter().GetResult(), new CsvReaderOptions { Separator = ',' });
            reader.ReadHeader();
            Assert.Equal(dataset.Features.Count + 1, reader.Headers.Count);
            int row = 0;
            for (; reader.Read(); row++)
            {
                for (int column = 0; column < dataset.Features.Count; column++) AssertCell(dataset, column, row, reader.GetString(column));
                Assert.Equal(dataset.Schema.Classes[dataset.Labels[row]].Value, reader.GetString(dataset.Features.Count));
            }

            Assert.Equal(dataset.RowCount, row);
        },
        tests: 100);

    private static void AssertCell(Dataset dataset, int column, int row, string text)
    {
        DatasetColumn schema = dataset.Schema.Features[column];
        double cell = dataset.Features[column][row];
        if (double.IsNaN(cell)) Assert.Empty(text);
        else if (schema.Type == ColumnType.Category) Assert.Equal(schema.Levels[(int)cell], text);
        else Assert.Equal(BitConverter.DoubleToInt64Bits(cell), BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
    }

    private static async Task<string> CsvAsync(Dataset dataset, IReadOnlyList<int>? rows = null)
    {
        using var stream = new MemoryStream();
        await TableCsv.WriteAsync(dataset, rows, stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

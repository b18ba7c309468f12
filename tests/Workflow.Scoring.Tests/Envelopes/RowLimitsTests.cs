using Workflow.Scoring.Envelopes;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Tests.Envelopes;

public sealed class RowLimitsTests
{
    private static readonly InputColumn[] Columns =
    [
        new() { Name = "a", Type = ColumnType.Number },
        new() { Name = "b", Type = ColumnType.Number },
        new() { Name = "c", Type = ColumnType.Category, Levels = ["x", "y"] },
    ];

    private static readonly TrainingEnvelope Envelope = new() { Columns = [new ColumnLimits(1, 0, 5)], TrainingShareOutside = 0 };

    [Theory]
    [InlineData(0.0, 0, "---")]
    [InlineData(5.0, 1, "---")]
    [InlineData(-0.001, 0, "-x-")]
    [InlineData(5.001, 1, "-x-")]
    [InlineData(double.NaN, double.NaN, "---")]
    [InlineData(1.0, InputColumn.UnseenLevel, "--x")]
    [InlineData(9.0, InputColumn.UnseenLevel, "-xx")]
    public void IsOutside_Row_TellsByWhichColumns(double b, double c, string expected)
    {
        var outside = new bool[3];
        Assert.Equal(expected != "---", new RowLimits(Envelope, Columns).IsOutside([1e9, b, c], outside));
        Assert.Equal(expected, string.Concat(outside.Select(column => column ? 'x' : '-')));
    }

    [Fact]
    public void IsOutside_NoEnvelope_NothingIs()
    {
        var outside = new bool[3];
        Assert.False(new RowLimits(null, Columns).IsOutside([1e30, -1e30, InputColumn.UnseenLevel], outside));
        Assert.DoesNotContain(true, outside);
    }

    [Fact]
    public void IsOutside_AnotherNumberOfCells_IsRefused()
    {
        var limits = new RowLimits(Envelope, Columns);
        Assert.Equal("cells", Assert.Throws<ArgumentException>(() => limits.IsOutside([1, 2], new bool[3])).ParamName);
        Assert.Equal("outside", Assert.Throws<ArgumentException>(() => limits.IsOutside([1, 2, 0], new bool[2])).ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void FindOutside_ManyRows_SaysOfEachWhatIsSaidOfItAlone(int rows)
    {
        const int Width = 19;
        int drawn = 0;
        int[] joined = [.. Enumerable.Range(0, Width).Where(column => column != 3)];
        var envelope = new TrainingEnvelope
        {
            Columns = [new ColumnLimits(1, -2.4, 2.4), new ColumnLimits(18, -2.2, 2.6)],
            Joint = new JointLimit(joined, [.. joined.Select(_ => Draw())], [.. Enumerable.Range(0, joined.Length * (joined.Length + 1) / 2).Select(_ => Draw() - 0.5)], 6),
            TrainingShareOutside = 0,
        };
        var limits = new RowLimits(envelope, [.. Enumerable.Range(0, Width).Select(i => new InputColumn { Name = $"c{i}", Type = ColumnType.Number })]);
        double[] cells = [.. Enumerable.Range(0, rows * Width).Select(_ => Draw() < 0.05 ? double.NaN : (5 * Draw()) - 2.5)];
        var outside = new bool[rows];
        int count = limits.FindOutside(cells, outside);
        var columns = new bool[Width];
        bool[] expected = [.. cells.Chunk(Width).Select(row => limits.IsOutside(row, columns))];
        Assert.Equal(expected, outside);
        Assert.Equal(expected.Count(isOutside => isOutside), count);
        if (rows == 500) Assert.InRange(count, 50, 450);

        double Draw() => Math.Abs(Math.Sin(++drawn * 12.9898) * 43758.5453 % 1);
    }

    [Fact]
    public void FindOutside_AnotherNumberOfCells_IsRefused() =>
        Assert.Equal("cells", Assert.Throws<ArgumentException>(() => new RowLimits(Envelope, Columns).FindOutside([1, 2, 0, 1], new bool[1])).ParamName);
}

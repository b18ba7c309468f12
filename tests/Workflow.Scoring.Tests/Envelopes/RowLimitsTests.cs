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
}

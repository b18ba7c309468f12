using Workflow.Scoring.Features;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Tests.Features;

public sealed class FeatureTransformTests
{
    private static readonly FeatureTransform Sample =
        new(SamplePipelines.Binary().Manifest.Columns, SamplePipelines.Binary().Manifest.Features);

    [Fact]
    public void Constructor_Sample_CountsColumnsAndFeatures() =>
        Assert.Equal((3, 4, 4), (Sample.ColumnCount, Sample.FeatureCount, Sample.Steps.Count));

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(InputColumn.UnseenLevel, 0, 0)]
    [InlineData(double.NaN, float.NaN, float.NaN)]
    public void Apply_Category_IsOneIndicatorPerLevel(double cell, float eco, float other)
    {
        (float[] features, bool anyMissing) = Apply(1, 2, cell);
        Assert.Equal([1, 2, eco, other], features);
        Assert.Equal(double.IsNaN(cell), anyMissing);
    }

    // Nothing between the indices of levels is a level: -0.5 and 0.5 are not level 0.
    [Theory]
    [InlineData(-0.5)]
    [InlineData(0.5)]
    [InlineData(1e300)]
    [InlineData(double.NegativeInfinity)]
    public void Apply_CellThatIsNoLevel_MatchesNone(double cell) => Assert.Equal([1, 2, 0, 0], Apply(1, 2, cell).Features);

    [Theory]
    [InlineData(0.1, 0.1f)]
    [InlineData(16777217, 16777216f)]
    [InlineData(-1e-60, -0f)]
    public void Apply_Number_IsRoundedToSinglePrecision(double cell, float expected)
    {
        (float[] features, bool anyMissing) = Apply(cell, cell, 0);
        Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(features[1]));
        Assert.False(anyMissing);
    }

    [Fact]
    public void Apply_ManyRows_EqualsRowByRow()
    {
        double[][] rows = [[1, 2, 0], [3, double.NaN, 1], [5, 6, double.NaN], [7, 8, -1]];
        (float[] features, bool anyMissing) = Apply([.. rows.SelectMany(row => row)]);
        Assert.Equal(rows.SelectMany(row => Apply(row).Features), features);
        Assert.True(anyMissing);
    }

    // A missing value in a column that no feature reads makes no feature missing.
    [Fact]
    public void Apply_MissingValueThatNoFeatureReads_IsNotMissing()
    {
        IReadOnlyList<InputColumn> columns = SamplePipelines.Binary().Manifest.Columns;
        var transform = new FeatureTransform(columns, [new FeatureStep("t", FeatureKind.Number, "temperature")]);
        Assert.False(transform.Apply([1, double.NaN, double.NaN], new float[1]));
    }

    private static (float[] Features, bool AnyMissing) Apply(params double[] cells)
    {
        var features = new float[cells.Length / Sample.ColumnCount * Sample.FeatureCount];
        bool anyMissing = Sample.Apply(cells, features);
        return (features, anyMissing);
    }
}

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>Keeps the samples of one row and computes every aggregation that its sensor asks for.</summary>
internal sealed class AggregateSink : IRowSink
{
    private readonly SensorDefinition _sensor;
    private readonly double _secondsPerRow;
    private readonly List<DecimalNumber> _row = [];
    private readonly List<double>[] _columns;

    public AggregateSink(SensorDefinition sensor, double secondsPerRow)
    {
        _sensor = sensor;
        _secondsPerRow = secondsPerRow;
        _columns = [.. sensor.Aggregates.SelectMany(aggregate => aggregate.Columns).Select(_ => new List<double>())];
    }

    /// <summary>One column per name in the sensor's aggregations.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Columns => _columns;

    /// <inheritdoc/>
    public void AddShort(uint mantissa, int decimals) => _row.Add(new DecimalNumber(mantissa, decimals));

    /// <inheritdoc/>
    public void Add(DecimalNumber number) => _row.Add(number);

    /// <inheritdoc/>
    public void EndRow(int samples)
    {
        ScaledRow row = ScaledRow.Of(_row, 1)
            ?? throw new RecipeException($"{_sensor.File}, row {_columns[0].Count + 1}: its samples differ by more than 18 digits");
        int column = 0;
        foreach (AggregateDefinition aggregate in _sensor.Aggregates)
        {
            foreach (double value in Values(row, aggregate, _secondsPerRow, _sensor.File)) _columns[column++].Add(value);
        }

        _row.Clear();
    }

    /// <summary>The numbers that an aggregation makes of a row: one, or one per segment.</summary>
    /// <exception cref="RecipeException">The row cannot be cut into such segments.</exception>
    public static IEnumerable<double> Values(ScaledRow row, AggregateDefinition aggregate, double secondsPerRow, string file) => aggregate.Kind switch
    {
        AggregateKind.Mean => [row.Mean()],
        AggregateKind.StandardDeviation => [row.StandardDeviation()],
        AggregateKind.Minimum => [row.Quantile(0)],
        AggregateKind.Maximum => [row.Quantile(1)],
        AggregateKind.Median => [row.Quantile(0.5)],
        AggregateKind.Quantile => [row.Quantile(aggregate.Quantile)],
        AggregateKind.Slope => [row.SlopePerSecond(secondsPerRow)],
        AggregateKind.First => [row.At(0)],
        AggregateKind.Last => [row.At(row.Count - 1)],
        AggregateKind.Segments => row.SegmentMeans(aggregate.Columns.Count, file),
        _ => throw new ArgumentOutOfRangeException(nameof(aggregate), aggregate.Kind, "no such aggregation"),
    };
}

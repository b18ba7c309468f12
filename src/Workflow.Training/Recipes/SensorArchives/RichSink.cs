namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>
/// Makes the columns of rich features of one sensor's one-second means, beside those that the recipe names: these come from the same sink as
/// without rich features and are the same to the bit. Keeps the samples of one row.
/// </summary>
internal sealed class RichSink : IRowSink
{
    private readonly SensorDefinition _sensor;
    private readonly IReadOnlyList<AggregateDefinition> _aggregates;
    private readonly int _seconds;
    private readonly List<DecimalNumber> _row = [];
    private readonly List<double>[] _columns;

    /// <summary>Creates a sink.</summary>
    /// <param name="inner">Makes the columns that the recipe names.</param>
    /// <param name="sensor">The sensor.</param>
    /// <param name="aggregates">Aggregations of the one-second means.</param>
    /// <param name="seconds">Seconds in a row.</param>
    public RichSink(IRowSink inner, SensorDefinition sensor, IReadOnlyList<AggregateDefinition> aggregates, int seconds)
    {
        Inner = inner;
        _sensor = sensor;
        _aggregates = aggregates;
        _seconds = seconds;
        _columns = [.. aggregates.SelectMany(aggregate => aggregate.Columns).Select(_ => new List<double>())];
    }

    /// <summary>Makes the columns that the recipe names.</summary>
    public IRowSink Inner { get; }

    /// <summary>One column per name in the aggregations.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Columns => _columns;

    /// <inheritdoc/>
    public void AddShort(uint mantissa, int decimals)
    {
        Inner.AddShort(mantissa, decimals);
        _row.Add(new DecimalNumber(mantissa, decimals));
    }

    /// <inheritdoc/>
    public void Add(DecimalNumber number)
    {
        Inner.Add(number);
        _row.Add(number);
    }

    /// <inheritdoc/>
    public void EndRow(int samples)
    {
        Inner.EndRow(samples);
        if (samples % _seconds != 0)
        {
            throw new RecipeException($"{_sensor.File}: {samples} samples in a row of {_seconds} s are not equally many in every second, as rich features need; use features: basic");
        }

        ScaledRow means = ScaledRow.Of(_row, samples / _seconds)
            ?? throw new RecipeException($"{_sensor.File}, row {_columns[0].Count + 1}: its samples differ by more than 18 digits, too much for rich features; use features: basic");
        int column = 0;
        foreach (AggregateDefinition aggregate in _aggregates)
        {
            foreach (double value in Values(means, aggregate)) _columns[column++].Add(value);
        }

        _row.Clear();
    }

    private IEnumerable<double> Values(ScaledRow means, AggregateDefinition aggregate)
    {
        if (aggregate.Kind != AggregateKind.Segments) return AggregateSink.Values(means, aggregate, _seconds, _sensor.File);
        int count = aggregate.Columns.Count;
        return Enumerable.Range(0, count).Select(i => means.Mean(i * _seconds / count, (i + 1) * _seconds / count));
    }
}

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>
/// The columns of rich features: for each sensor aggregations of its one-second means, so that an archive of native samples and one of seconds
/// give the same numbers to the bit, and ratios of the means of sensors with the same unit.
/// </summary>
/// <param name="Sensors">Aggregations of each sensor's one-second means, in the order of the sensors.</param>
/// <param name="Ratios">The ratios.</param>
public sealed record RichColumns(IReadOnlyList<IReadOnlyList<AggregateDefinition>> Sensors, IReadOnlyList<RatioDefinition> Ratios)
{
    /// <summary>Parts of a row that have a mean of their own: as equal as whole seconds allow.</summary>
    public const int Segments = 12;

    private static readonly (AggregateKind Kind, string Suffix, double Quantile)[] Single =
    [
        (AggregateKind.StandardDeviation, "std", 0),
        (AggregateKind.Slope, "slope", 0),
        (AggregateKind.Minimum, "min", 0),
        (AggregateKind.Maximum, "max", 0),
        (AggregateKind.Quantile, "q25", 0.25),
        (AggregateKind.Quantile, "q50", 0.5),
        (AggregateKind.Quantile, "q75", 0.75),
    ];

    /// <summary>Names of all columns.</summary>
    internal IEnumerable<string> Names => [.. Sensors.SelectMany(own => own).SelectMany(aggregate => aggregate.Columns), .. Ratios.Select(ratio => ratio.Column)];

    /// <summary>The columns of an archive. Where a sensor has an aggregation of such a name already, that one stays.</summary>
    /// <param name="sensors">The sensors of the archive.</param>
    public static RichColumns Of(IReadOnlyList<SensorDefinition> sensors) => new([.. sensors.Select(OfSensor)], [.. RatiosOf(sensors)]);

    private static IReadOnlyList<AggregateDefinition> OfSensor(SensorDefinition sensor)
    {
        HashSet<string> own = [.. sensor.Aggregates.SelectMany(aggregate => aggregate.Columns)];
        return
        [
            .. Single
                .Select(single => new AggregateDefinition(single.Kind, [$"{sensor.Column}_{single.Suffix}"], single.Quantile))
                .Where(aggregate => !own.Contains(aggregate.Columns[0])),
            new AggregateDefinition(AggregateKind.Segments, [.. Enumerable.Range(1, Segments).Select(i => $"{sensor.Column}_segment_{i:D2}")]),
        ];
    }

    private static IEnumerable<RatioDefinition> RatiosOf(IReadOnlyList<SensorDefinition> sensors) =>
        from i in Enumerable.Range(0, sensors.Count)
        from j in Enumerable.Range(i + 1, sensors.Count - i - 1)
        where sensors[i].Unit is not null && sensors[i].Unit == sensors[j].Unit
        let dividend = MeanOf(sensors[i])
        let divisor = MeanOf(sensors[j])
        where dividend is not null && divisor is not null
        select new RatioDefinition($"{dividend}_to_{divisor}", dividend, divisor);

    private static string? MeanOf(SensorDefinition sensor) => sensor.Aggregates.FirstOrDefault(aggregate => aggregate.Kind == AggregateKind.Mean)?.Columns[0];
}

using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>Describes the columns of an archive: those that the recipe names first, in the same order with basic and with rich features.</summary>
internal static class SensorColumns
{
    public static IReadOnlyList<DatasetColumn> Of(SensorArchiveDefinition archive)
    {
        DatasetColumn[] basic = [.. archive.Sensors.SelectMany(sensor => Columns(sensor, sensor.Aggregates, derivedFrom: null))];
        if (archive.Rich is not { } rich) return basic;
        IEnumerable<DatasetColumn> aggregates = archive.Sensors.Zip(rich.Sensors, (sensor, own) => Columns(sensor, own, derivedFrom: [sensor.Column])).SelectMany(columns => columns);
        return [.. basic, .. aggregates, .. rich.Ratios.Select(ratio => Column(ratio, basic))];
    }

    private static IEnumerable<DatasetColumn> Columns(SensorDefinition sensor, IReadOnlyList<AggregateDefinition> aggregates, IReadOnlyList<string>? derivedFrom) =>
        from aggregate in aggregates
        from name in aggregate.Columns
        select new DatasetColumn
        {
            Name = name,
            Type = ColumnType.Number,
            Unit = aggregate.Kind == AggregateKind.Slope && sensor.Unit is not null ? $"{sensor.Unit}/s" : sensor.Unit,
            Note = sensor.Note,
            Allowed = sensor.Allowed,
            DerivedFrom = derivedFrom,
        };

    // Allowed where both sensors are.
    private static DatasetColumn Column(RatioDefinition ratio, DatasetColumn[] basic)
    {
        DatasetColumn dividend = Array.Find(basic, column => column.Name == ratio.Dividend)!;
        DatasetColumn divisor = Array.Find(basic, column => column.Name == ratio.Divisor)!;
        return new DatasetColumn
        {
            Name = ratio.Column,
            Type = ColumnType.Number,
            Allowed = divisor.Allowed is null ? null : dividend.Allowed,
            DerivedFrom = [ratio.Dividend, ratio.Divisor],
        };
    }
}

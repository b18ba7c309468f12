using Workflow.Training.Configuration;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>Reads the part of a recipe that describes an archive of sensor files.</summary>
internal static class SensorArchiveLoader
{
    private const int DefaultUnpackedMebibytes = 4096;

    public static RecipeContent Read(ConfigMapReader recipe)
    {
        var sensors = new List<SensorDefinition>();
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string file, ConfigMapReader map) in recipe.Maps("sensors"))
        {
            SensorDefinition sensor = ReadSensor(file, map);
            foreach (string column in sensor.Aggregates.SelectMany(aggregate => aggregate.Columns).Where(column => !columns.Add(column)))
            {
                map.Problem("column", $"column '{column}' is made twice");
            }

            sensors.Add(sensor);
        }

        if (sensors.Count == 0) recipe.Problem("sensors", "missing: at least one sensor file is needed");
        ConfigMapReader? limits = recipe.Map("limits");
        int mebibytes = limits?.Whole("unpackedMiB", DefaultUnpackedMebibytes, 1, 1 << 22) ?? DefaultUnpackedMebibytes;
        limits?.RejectUnknownKeys();
        return new SensorArchiveDefinition
        {
            Sensors = sensors,
            LabelFile = recipe.Map("labels")?.Text("file") ?? string.Empty,
            SecondsPerRow = recipe.Number("seconds", 60, 1e-6, 1e9),
            MaximumUnpackedBytes = (long)mebibytes << 20,
        };
    }

    private static SensorDefinition ReadSensor(string file, ConfigMapReader map)
    {
        string column = map.Text("column");
        IReadOnlyList<ConfigNode> aggregates = map.Items("aggregate");
        var sensor = new SensorDefinition
        {
            File = file,
            Column = column,
            Unit = map.OptionalText("unit"),
            Rate = map.OptionalNumber("rate", 1e-6, 1e9),
            Note = map.OptionalText("note"),
            Allowed = map.OptionalText("allowed"),
            Aggregates = aggregates.Count == 0
                ? [new AggregateDefinition(AggregateKind.Mean, [column])]
                : [.. aggregates.Select(node => AggregateLoader.Read(node, column, isOnly: aggregates.Count == 1, map))],
        };
        map.RejectUnknownKeys();
        return sensor;
    }
}

using System.Globalization;
using Workflow.Training.Configuration;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>
/// Reads one aggregation: a name, or <c>quantile: 0.9</c>, or <c>segments: 4</c>. A sensor's only aggregation, and its mean, bear the name
/// of the sensor's column; every other adds a suffix of its own.
/// </summary>
internal static class AggregateLoader
{
    private const int MostSegments = 1000;

    private static readonly Dictionary<string, (AggregateKind Kind, string Suffix)> Simple = new(StringComparer.Ordinal)
    {
        ["mean"] = (AggregateKind.Mean, string.Empty),
        ["std"] = (AggregateKind.StandardDeviation, "_std"),
        ["min"] = (AggregateKind.Minimum, "_min"),
        ["max"] = (AggregateKind.Maximum, "_max"),
        ["median"] = (AggregateKind.Median, "_median"),
        ["slope"] = (AggregateKind.Slope, "_slope"),
        ["first"] = (AggregateKind.First, "_first"),
        ["last"] = (AggregateKind.Last, "_last"),
    };

    private static readonly string[] Names = [.. Simple.Keys, "quantile: P", "segments: N"];

    public static AggregateDefinition Read(ConfigNode node, string column, bool isOnly, ConfigMapReader sensor)
    {
        if (node is ConfigScalar scalar && Simple.TryGetValue(scalar.Text, out (AggregateKind Kind, string Suffix) simple))
        {
            return new AggregateDefinition(simple.Kind, [isOnly ? column : column + simple.Suffix]);
        }

        if (node is ConfigMap { Entries: [{ Value: ConfigScalar value } entry] })
        {
            switch (entry.Key)
            {
                case "quantile" when Number(value.Text) is >= 0 and <= 1 and double p:
                    return new AggregateDefinition(AggregateKind.Quantile, [isOnly ? column : column + QuantileSuffix(p)], p);
                case "segments" when Number(value.Text) is >= 2 and <= MostSegments and double n && n == Math.Floor(n):
                    return new AggregateDefinition(AggregateKind.Segments, [.. Enumerable.Range(1, (int)n).Select(i => $"{column}_seg{i}")]);
            }
        }

        string written = node switch
        {
            ConfigScalar text => text.Text,
            ConfigMap { Entries: [{ Value: ConfigScalar text } only] } => $"{only.Key}: {text.Text}",
            _ => node.Kind,
        };
        sensor.Problem(
            "aggregate",
            $"'{written}' is no aggregation; {NearestName.Hint(written, Names)}, P from 0 to 1, N from 2 to {MostSegments}");
        return new AggregateDefinition(AggregateKind.Mean, [column]);
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private static string QuantileSuffix(double p) => "_q" + (p * 100).ToString("0.####", CultureInfo.InvariantCulture).Replace('.', '_');
}

using System.Globalization;
using System.Text;

namespace Workflow.Jobs.Telemetry;

/// <summary>
/// Metrics in Prometheus' text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/), named as OpenTelemetry's rules for Prometheus have it:
/// <c>workflow.step.duration</c> in seconds is <c>workflow_step_duration_seconds</c>, counters end with <c>_total</c>.
/// </summary>
public static class PrometheusText
{
    /// <summary>What an answer with such a text calls itself.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes metrics.</summary>
    public static string Write(IReadOnlyList<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (Metric metric in metrics.Where(metric => metric.Series.Count > 0))
        {
            string name = NameOf(metric);
            if (!string.IsNullOrEmpty(metric.Description)) text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(metric.Description)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(metric.Kind.ToString().ToLowerInvariant()).Append('\n');
            foreach (MetricSeries series in metric.Series)
            {
                if (metric.Kind == MetricKind.Histogram) WriteHistogram(text, name, metric.Boundaries, series);
                else WriteLine(text, name, series.Tags, null, series.Value);
            }
        }

        return text.ToString();
    }

    private static void WriteHistogram(StringBuilder text, string name, IReadOnlyList<double> boundaries, MetricSeries series)
    {
        for (int i = 0; i < boundaries.Count; i++) WriteLine(text, $"{name}_bucket", series.Tags, Number(boundaries[i]), series.Buckets[i]);
        WriteLine(text, $"{name}_bucket", series.Tags, "+Inf", series.Count);
        WriteLine(text, $"{name}_sum", series.Tags, null, series.Value);
        WriteLine(text, $"{name}_count", series.Tags, null, series.Count);
    }

    private static void WriteLine(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> tags, string? boundary, double value)
    {
        IEnumerable<string> labels = tags.Select(tag => $"{Word(tag.Key)}=\"{EscapeLabel(tag.Value)}\"");
        if (boundary is not null) labels = labels.Append($"le=\"{boundary}\"");
        string all = string.Join(',', labels);
        text.Append(name);
        if (all.Length > 0) text.Append('{').Append(all).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string NameOf(Metric metric)
    {
        string unit = metric.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "1" when metric.Kind == MetricKind.Gauge => "_ratio",
            _ => string.Empty,
        };
        return $"{Word(metric.Name)}{unit}{(metric.Kind == MetricKind.Counter ? "_total" : string.Empty)}";
    }

    // Letters, digits and underscores, no digit first.
    private static string Word(string name)
    {
        string word = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
        return word.Length > 0 && char.IsAsciiDigit(word[0]) ? $"_{word}" : word;
    }

    private static string EscapeHelp(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeLabel(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}

namespace Workflow.Jobs.Telemetry;

/// <summary>The values of one instrument under one set of tags.</summary>
/// <param name="Tags">The tags, by name.</param>
/// <param name="Value">The sum, or the value of the moment.</param>
/// <param name="Count">How many values a histogram has; otherwise zero.</param>
/// <param name="Buckets">For a histogram, how many values were at most each boundary; otherwise empty.</param>
public sealed record MetricSeries(IReadOnlyList<KeyValuePair<string, string>> Tags, double Value, long Count, IReadOnlyList<long> Buckets);

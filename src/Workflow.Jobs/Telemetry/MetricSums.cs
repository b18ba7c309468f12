using System.Diagnostics.Metrics;

namespace Workflow.Jobs.Telemetry;

/// <summary>Sums up what one instrument measures. Not for several threads at a time.</summary>
internal sealed class MetricSums
{
    private static readonly double[] DefaultBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];
    private readonly Dictionary<string, Sum> _sums = new(StringComparer.Ordinal);
    private readonly Instrument _instrument;
    private readonly MetricKind _kind;
    private readonly bool _isAdded;
    private readonly double[] _boundaries;

    public MetricSums(Instrument instrument)
    {
        _instrument = instrument;
        Type type = instrument.GetType().GetGenericTypeDefinition();
        _kind = type == typeof(Histogram<>) ? MetricKind.Histogram
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : MetricKind.Gauge;
        _isAdded = type == typeof(Counter<>) || type == typeof(UpDownCounter<>);
        _boundaries = _kind != MetricKind.Histogram ? [] : [.. (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? DefaultBoundaries];
    }

    /// <summary>Forgets what was observed the last time: what is not observed any more is not there any more.</summary>
    public void BeginObservation()
    {
        if (_instrument.IsObservable) _sums.Clear();
    }

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        KeyValuePair<string, string>[] sorted = [.. tags.ToArray()
            .Select(tag => new KeyValuePair<string, string>(tag.Key, Convert.ToString(tag.Value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty))
            .OrderBy(tag => tag.Key, StringComparer.Ordinal)];
        string key = string.Join('\u0001', sorted.Select(tag => $"{tag.Key}\u0002{tag.Value}"));
        if (!_sums.TryGetValue(key, out Sum? sum)) _sums[key] = sum = new Sum(sorted, new long[_boundaries.Length]);
        if (_kind != MetricKind.Histogram)
        {
            sum.Value = _isAdded ? sum.Value + value : value;
            return;
        }

        sum.Value += value;
        sum.Count++;
        for (int i = _boundaries.Length - 1; i >= 0 && value <= _boundaries[i]; i--) sum.Buckets[i]++;
    }

    public Metric ToMetric() => new(
        _instrument.Name,
        _instrument.Unit,
        _instrument.Description,
        _kind,
        _boundaries,
        [.. _sums.OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => new MetricSeries(sum.Value.Tags, sum.Value.Value, sum.Value.Count, [.. sum.Value.Buckets]))]);

    private sealed class Sum(KeyValuePair<string, string>[] tags, long[] buckets)
    {
        public KeyValuePair<string, string>[] Tags => tags;

        public long[] Buckets => buckets;

        public double Value { get; set; }

        public long Count { get; set; }
    }
}

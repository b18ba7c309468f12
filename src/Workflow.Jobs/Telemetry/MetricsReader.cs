using System.Diagnostics.Metrics;

namespace Workflow.Jobs.Telemetry;

/// <summary>Listens to the instruments of this program from the moment that it is made, and tells what they have measured.</summary>
public sealed class MetricsReader : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Instrument, MetricSums> _instruments = [];
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="source">Name of the meters.</param>
    /// <param name="scope">Besides meters of the whole process, those of this owner.</param>
    public MetricsReader(string source, object? scope)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != source || (instrument.Meter.Scope is { } owner && owner != scope)) return;
            lock (_lock) _instruments[instrument] = new MetricSums(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What was measured until now, by the name of the instrument.</summary>
    public IReadOnlyList<Metric> Read()
    {
        lock (_lock)
        {
            foreach (MetricSums sums in _instruments.Values) sums.BeginObservation();
            _listener.RecordObservableInstruments();
            return [.. _instruments.Values.Select(sums => sums.ToMetric()).OrderBy(metric => metric.Name, StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (_instruments.TryGetValue(instrument, out MetricSums? sums)) sums.Add(value, tags);
        }
    }
}

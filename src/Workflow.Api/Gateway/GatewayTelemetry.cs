using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Workflow.Jobs.Telemetry;

namespace Workflow.Api.Gateway;

/// <summary>What operators may watch of the gateway: how long requests took and how they ended, what failed, what was sent once more.</summary>
internal static class GatewayTelemetry
{
    private const string EndpointTag = "workflow.endpoint";
    private const string TargetTag = "workflow.target";
    private static readonly Meter Meter = new(StepTelemetry.SourceName);
    private static readonly ConcurrentDictionary<(string Endpoint, string Target), long> Circuits = new();

    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "workflow.gateway.duration",
        "s",
        "Time from a request's head to the end of its answer; its count is that of the requests",
        null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("workflow.gateway.failures", "{request}", "Requests without an answer of a target, or without a whole one");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("workflow.gateway.retries", "{request}", "Requests that were lost and sent once more");

    static GatewayTelemetry() => Meter.CreateObservableGauge("workflow.gateway.open_circuits", ObserveCircuits, "{circuit}", "Targets that get no requests because most have failed");

    /// <summary>A request has ended.</summary>
    public static void Ended(string endpoint, string target, int status, TimeSpan took) => Durations.Record(
        took.TotalSeconds, new(EndpointTag, endpoint), new(TargetTag, target), new("workflow.status", StatusClass(status)));

    /// <summary>A request has failed.</summary>
    public static void Failed(string endpoint, FailureKind kind) => Failures.Add(1, new(EndpointTag, endpoint), new("workflow.kind", kind.ToString()));

    /// <summary>A request is sent once more.</summary>
    public static void Repeated(string endpoint) => Retries.Add(1, new KeyValuePair<string, object?>(EndpointTag, endpoint));

    /// <summary>A circuit has opened or closed.</summary>
    public static void CircuitChanged(string endpoint, string target, bool isOpen) => Circuits[(endpoint, target)] = isOpen ? 1 : 0;

    /// <summary>A target is one no more.</summary>
    public static void CircuitGone(string endpoint, string target) => Circuits.TryRemove((endpoint, target), out _);

    private static IEnumerable<Measurement<long>> ObserveCircuits() =>
        [.. Circuits.Select(circuit => new Measurement<long>(circuit.Value, new(EndpointTag, circuit.Key.Endpoint), new(TargetTag, circuit.Key.Target)))];

    private static string StatusClass(int status) => (status / 100) switch
    {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => "other",
    };
}

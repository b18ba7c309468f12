namespace Workflow.Jobs.Telemetry;

/// <summary>What the values of an instrument mean.</summary>
public enum MetricKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>A value of the moment.</summary>
    Gauge,

    /// <summary>Values counted by size.</summary>
    Histogram,
}

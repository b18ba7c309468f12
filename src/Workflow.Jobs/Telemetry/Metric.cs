namespace Workflow.Jobs.Telemetry;

/// <summary>What an instrument has measured since the process began.</summary>
/// <param name="Name">Name of the instrument, for example <c>workflow.step.duration</c>.</param>
/// <param name="Unit">Its unit as OpenTelemetry writes it, for example <c>s</c>; null where it has none.</param>
/// <param name="Description">What it measures.</param>
/// <param name="Kind">What its values mean.</param>
/// <param name="Boundaries">For a histogram, the upper boundaries of its buckets, ascending; otherwise empty.</param>
/// <param name="Series">Its values by tags.</param>
public sealed record Metric(
    string Name, string? Unit, string? Description, MetricKind Kind, IReadOnlyList<double> Boundaries, IReadOnlyList<MetricSeries> Series);

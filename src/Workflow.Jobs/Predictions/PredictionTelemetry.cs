using System.Diagnostics.Metrics;
using Workflow.Jobs.Telemetry;

namespace Workflow.Jobs.Predictions;

/// <summary>What operators may watch of predictions that are received.</summary>
internal static class PredictionTelemetry
{
    private static readonly Counter<long> Stored = StepTelemetry.Meter.CreateCounter<long>(
        "workflow.prediction.received", "{prediction}", "Predictions of scorers that this process has stored");

    private static readonly Counter<long> Wrong = StepTelemetry.Meter.CreateCounter<long>(
        "workflow.prediction.refused", "{line}", "Lines of scorers' prediction logs that are no record of a prediction");

    /// <summary>Predictions were stored.</summary>
    public static void Received(string endpoint, int count) => Stored.Add(count, new KeyValuePair<string, object?>("workflow.endpoint", endpoint));

    /// <summary>A line was refused.</summary>
    public static void Refused(string endpoint) => Wrong.Add(1, new KeyValuePair<string, object?>("workflow.endpoint", endpoint));
}

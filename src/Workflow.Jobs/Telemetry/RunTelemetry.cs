using System.Diagnostics.Metrics;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Telemetry;

/// <summary>What operators may watch of runs: how long they took, and how often steps were begun again.</summary>
internal static class RunTelemetry
{
    private static readonly Histogram<double> Durations = StepTelemetry.Meter.CreateHistogram(
        "workflow.run.duration",
        "s",
        "Time from the begin of a run's first step to the run's end",
        null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 43200, 86400] });

    private static readonly Counter<long> Retries = StepTelemetry.Meter.CreateCounter<long>("workflow.step.retries", "{retry}", "Attempts that failed and are repeated");
    private static readonly Counter<long> Expiries = StepTelemetry.Meter.CreateCounter<long>(
        "workflow.step.lease_expiries", "{expiry}", "Steps that were taken from a worker that was silent for too long");

    /// <summary>A run has come to its end.</summary>
    public static void Ended(EndedRun run, DateTimeOffset? startedAt)
    {
        DateTimeOffset began = startedAt ?? run.At;
        Durations.Record((run.At - began).TotalSeconds, new("workflow.pipeline", run.Pipeline), new("workflow.state", run.State.ToString()));
        RunTrace.Emit(StepTelemetry.Source, run.Id, run.Pipeline, run.State.ToString(), run.Reason, began, run.At);
    }

    /// <summary>An attempt has failed and is repeated.</summary>
    public static void Retried(string step) => Retries.Add(1, new KeyValuePair<string, object?>("workflow.step", step));

    /// <summary>A worker has lost a step by its silence.</summary>
    public static void LeaseExpired(string step) => Expiries.Add(1, new KeyValuePair<string, object?>("workflow.step", step));
}

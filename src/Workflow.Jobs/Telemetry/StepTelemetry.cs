using System.Diagnostics;
using System.Diagnostics.Metrics;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Telemetry;

/// <summary>What operators may watch of steps: an activity for each attempt, and how long attempts took by step and end.</summary>
public static class StepTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string SourceName = "Workflow.Jobs";

    /// <summary>The activities of runs and steps.</summary>
    internal static ActivitySource Source { get; } = new(SourceName);

    /// <summary>The meter of runs and steps.</summary>
    internal static Meter Meter { get; } = new(SourceName);

    private static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>("workflow.step.running", "{step}", "Steps that this process works on");
    private static readonly Counter<long> Claims = Meter.CreateCounter<long>("workflow.step.claims", "{claim}", "Attempts at steps that this process has begun");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("workflow.step.duration", "s", "Time that an attempt at a step took");

    /// <summary>Begins an attempt: a child of its run's span, whatever process carries it out.</summary>
    /// <returns>Its activity; null where nobody listens.</returns>
    public static Activity? Begin(StepClaim claim)
    {
        Claims.Add(1, new KeyValuePair<string, object?>("workflow.step", claim.Step));
        Running.Add(1);
        Activity? activity = Source.StartActivity($"step {claim.Step}", ActivityKind.Internal, RunTrace.ParentOf(claim.RunId));
        activity?.SetTag("workflow.run", claim.RunId);
        activity?.SetTag("workflow.step", claim.Step);
        activity?.SetTag("workflow.fence", claim.Fence);
        return activity;
    }

    /// <summary>Records how an attempt ended.</summary>
    /// <param name="activity">Its activity, if any.</param>
    /// <param name="claim">The attempt.</param>
    /// <param name="end"><c>succeeded</c>, <c>reused</c>, <c>failed</c>, <c>cancelled</c>, <c>released</c> or <c>lost</c>.</param>
    /// <param name="took">How long it took.</param>
    public static void End(Activity? activity, StepClaim claim, string end, TimeSpan took)
    {
        activity?.SetTag("workflow.end", end);
        if (end == "failed") activity?.SetStatus(ActivityStatusCode.Error);
        Running.Add(-1);
        Durations.Record(took.TotalSeconds, new("workflow.step", claim.Step), new("workflow.end", end));
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Workflow.Jobs.Telemetry;

/// <summary>
/// The trace of a run. Its steps are carried out by several processes at several times, so no activity can be open from the run's begin to
/// its end: the identifiers follow from the run's own, the steps name the run's span as their parent from the first moment on, and whoever
/// ends the run emits it.
/// </summary>
internal static class RunTrace
{
    /// <summary>What the steps of a run have as their parent: the trace is the run's UUID, the span its last eight bytes. Default where the run has no UUID.</summary>
    public static ActivityContext ParentOf(string runId) => Guid.TryParse(runId, out Guid id)
        ? new ActivityContext(TraceOf(id), SpanOf(id), ActivityTraceFlags.Recorded, isRemote: true)
        : default;

    /// <summary>Emits the span of a run that is over.</summary>
    public static void Emit(ActivitySource source, string runId, string pipeline, string state, string? reason, DateTimeOffset began, DateTimeOffset ended)
    {
        if (!source.HasListeners() || !Guid.TryParse(runId, out Guid id)) return;
        Activity? around = Activity.Current;
        try
        {
            // The run is nobody's child, least of all that of the step whose end is its own.
            Activity.Current = null;
            EmitRoot(source, id, pipeline, state, reason, began, ended);
        }
        finally
        {
            Activity.Current = around;
        }
    }

    private static void EmitRoot(ActivitySource source, Guid run, string pipeline, string state, string? reason, DateTimeOffset began, DateTimeOffset ended)
    {
        var root = new ActivityContext(TraceOf(run), default, ActivityTraceFlags.Recorded);
        using Activity? activity = source.StartActivity($"run {pipeline}", ActivityKind.Internal, root, startTime: began);
        if (activity is null) return;

        // Activities make up their own identifier when they start, and the framework has no way of saying another.
        SpanIdOf(activity) = SpanOf(run).ToHexString();
        activity.SetTag("workflow.run", run.ToString());
        activity.SetTag("workflow.pipeline", pipeline);
        activity.SetTag("workflow.state", state);
        if (reason is not null) activity.SetTag("workflow.reason", reason);
        if (state == "Failed") activity.SetStatus(ActivityStatusCode.Error, reason);
        activity.SetEndTime(ended.UtcDateTime);
    }

    private static ActivityTraceId TraceOf(Guid run) => ActivityTraceId.CreateFromString(run.ToString("N"));

    private static ActivitySpanId SpanOf(Guid run) => ActivitySpanId.CreateFromString(run.ToString("N").AsSpan(16));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity activity);
}

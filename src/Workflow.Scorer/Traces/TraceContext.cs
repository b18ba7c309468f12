using System.Diagnostics;

namespace Workflow.Scorer.Traces;

/// <summary>The trace that a request belongs to: its caller's, where the caller tells of one by W3C Trace Context, or a new one.</summary>
/// <param name="TraceId">Identifier of the trace.</param>
/// <param name="SpanId">Identifier of what is done here.</param>
/// <param name="ParentId">Identifier of what the caller does; null for none.</param>
/// <param name="IsSampled">Whether it is kept: as the caller says, or always.</param>
internal sealed record TraceContext(ActivityTraceId TraceId, ActivitySpanId SpanId, ActivitySpanId? ParentId, bool IsSampled)
{
    /// <summary>The header that tells of a trace.</summary>
    public const string Header = "traceparent";

    /// <summary>Reads the header.</summary>
    /// <param name="header">Version, trace, parent and flags, with hyphens between; what does not have this form is as good as nothing.</param>
    public static TraceContext Of(string? header)
    {
        var spanId = ActivitySpanId.CreateRandom();
        return ActivityContext.TryParse(header, null, isRemote: true, out ActivityContext parent)
            ? new TraceContext(parent.TraceId, spanId, parent.SpanId, parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            : new TraceContext(ActivityTraceId.CreateRandom(), spanId, null, true);
    }
}

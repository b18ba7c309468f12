using Workflow.Scorer.Traces;

namespace Workflow.Scorer.Serving;

/// <summary>A request that has ended, as others are told of it.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="TraceHeader">What its caller said of a trace; null for nothing.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, without what follows a question mark.</param>
/// <param name="KnownPath">The same; of one that nobody answers a word for all of them.</param>
/// <param name="Status">How it ended, as HTTP has it; 0 where its answer was broken off.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Rows">How many rows were scored.</param>
internal sealed record EndedRequest(string Id, string? TraceHeader, string Method, string Path, string KnownPath, int Status, TimeSpan Duration, long Rows)
{
    /// <summary>When it began.</summary>
    public DateTimeOffset Began { get; init; }

    /// <summary>Its trace; null where nobody keeps traces.</summary>
    public TraceContext? Trace { get; init; }
}

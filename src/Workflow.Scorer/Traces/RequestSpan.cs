namespace Workflow.Scorer.Traces;

/// <summary>A request as a trace tells it.</summary>
/// <param name="Context">Which trace it belongs to.</param>
/// <param name="RequestId">Its identifier.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path; of none that nobody answers.</param>
/// <param name="Began">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Status">How it ended; 0 where its answer was broken off.</param>
/// <param name="Rows">How many rows were scored.</param>
internal sealed record RequestSpan(TraceContext Context, string RequestId, string Method, string Path, DateTimeOffset Began, TimeSpan Duration, int Status, long Rows);

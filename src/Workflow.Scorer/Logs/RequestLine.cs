namespace Workflow.Scorer.Logs;

/// <summary>A request as the log tells it.</summary>
/// <param name="Began">When it began.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="TraceId">Its trace; null where nobody keeps traces.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, without what follows a question mark.</param>
/// <param name="Status">How it ended; 0 where its answer was broken off.</param>
/// <param name="Rows">How many rows were scored.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record RequestLine(DateTimeOffset Began, string Id, string? TraceId, string Method, string Path, int Status, long Rows, TimeSpan Duration);

namespace Workflow.Cli.Commands;

/// <summary>A time that the user has given, or that there is none. The parser takes no null for a value that somebody has typed.</summary>
/// <param name="Span">The time; null for none.</param>
internal sealed record TimeOrNever(TimeSpan? Span);

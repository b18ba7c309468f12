namespace Workflow.Jobs.Tests.Runs;

/// <summary>Something that happens to runs.</summary>
/// <param name="Kind">What.</param>
/// <param name="Choice">Which graph, claim, run or time, of those there are.</param>
public sealed record RunCommand(RunCommandKind Kind, int Choice);

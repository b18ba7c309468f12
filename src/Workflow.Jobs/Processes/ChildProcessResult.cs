namespace Workflow.Jobs.Processes;

/// <summary>What a program that ended well left.</summary>
/// <param name="Output">Its standard output without the last line's end; empty where <see cref="ChildProgram.OutputLimit"/> is 0.</param>
/// <param name="LeftBehind">Processes that it left running. They were stopped.</param>
public sealed record ChildProcessResult(string Output, IReadOnlyList<RunningProcess> LeftBehind);

namespace Workflow.Jobs.Processes;

/// <summary>What became of processes that were to be stopped.</summary>
/// <param name="Stopped">Those that are gone.</param>
/// <param name="Remaining">Those that could not be ended: they wait for a device, or belong to another user.</param>
public sealed record StopResult(IReadOnlyList<RunningProcess> Stopped, IReadOnlyList<RunningProcess> Remaining);

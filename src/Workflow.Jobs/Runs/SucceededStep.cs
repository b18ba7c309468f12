namespace Workflow.Jobs.Runs;

/// <summary>A step that has just succeeded, in a transaction that has not ended.</summary>
/// <param name="Run">Its run, held until the transaction ends.</param>
/// <param name="Ended">The step.</param>
/// <param name="Ready">Steps that became ready by it.</param>
/// <param name="States">The states that steps of the run have now.</param>
internal sealed record SucceededStep(LockedRun Run, EndedStep Ended, IReadOnlyList<ReadyStep> Ready, List<string> States);

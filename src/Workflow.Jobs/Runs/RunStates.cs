namespace Workflow.Jobs.Runs;

/// <summary>What states mean.</summary>
public static class RunStates
{
    /// <summary>Whether nothing more happens to a run, unless somebody resumes it.</summary>
    public static bool IsOver(this RunState state) => state is RunState.Succeeded or RunState.Failed or RunState.Cancelled;

    /// <summary>Whether nothing more happens to a step, unless somebody resumes its run.</summary>
    public static bool IsOver(this StepState state) => state is not (StepState.Waiting or StepState.Queued or StepState.Running);
}

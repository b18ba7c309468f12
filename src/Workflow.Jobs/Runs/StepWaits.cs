using System.Globalization;

namespace Workflow.Jobs.Runs;

/// <summary>Says what steps wait for, where it is not just other steps.</summary>
public static class StepWaits
{
    /// <summary>What a step waits for and what to do about it; null where it waits for nothing but other steps.</summary>
    /// <param name="step">The step.</param>
    /// <param name="runId">Its run.</param>
    public static string? Describe(RunStep step, string runId) => step switch
    {
        // Only with the message do all steps before it have succeeded.
        { State: StepState.Waiting, NeedsApproval: true, Message: not null } => $"waits for approval: workflow runs approve {RunNames.Of(runId)} {step.Name}",
        { State: StepState.Waiting, NextAttemptAt: { } at } => string.Create(
            CultureInfo.InvariantCulture, $"attempt {step.Attempt} of {step.Attempts} begins at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z; {step.Message}"),
        _ => null,
    };
}

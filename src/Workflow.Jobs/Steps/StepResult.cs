using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps;

/// <summary>What a step has made.</summary>
/// <param name="Outputs">What it hands on.</param>
/// <param name="Message">What happened, in a few words.</param>
public sealed record StepResult(StepOutputs Outputs, string? Message)
{
    /// <summary>What is to be written together with the step's success.</summary>
    public IReadOnlyList<IStepEffect> Effects { get; init; } = [];
}

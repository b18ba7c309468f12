using Workflow.Jobs.Runs;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Steps;

/// <summary>What a step has made.</summary>
/// <param name="Outputs">What it hands on.</param>
/// <param name="Message">What happened, in a few words.</param>
public sealed record StepResult(StepOutputs Outputs, string? Message)
{
    /// <summary>Why the step failed although it has made something: the outputs are the evidence. Null where it succeeded.</summary>
    public WorkflowException? Failure { get; init; }

    /// <summary>What is to be written together with the step's success.</summary>
    public IReadOnlyList<IStepEffect> Effects { get; init; } = [];

    /// <summary>Takes back what was done in the world outside, where an effect refuses to be written; null where nothing was.</summary>
    public Func<CancellationToken, Task>? TakeBackAsync { get; init; }
}

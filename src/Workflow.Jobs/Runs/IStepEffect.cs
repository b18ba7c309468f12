using System.Data.Common;

namespace Workflow.Jobs.Runs;

/// <summary>
/// Something that a step wants to have written together with its own success: in the same transaction, under the same fence. Either both
/// are there or neither.
/// </summary>
public interface IStepEffect
{
    /// <summary>Writes it.</summary>
    /// <exception cref="Training.Errors.WorkflowException">What it was made for has changed meanwhile: nothing is written, and the step has failed.</exception>
    Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken);
}

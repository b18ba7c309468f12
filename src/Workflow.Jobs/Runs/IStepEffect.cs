using System.Data.Common;

namespace Workflow.Jobs.Runs;

/// <summary>
/// Something that a step wants to have written together with its own success: in the same transaction, under the same fence. Either both
/// are there or neither.
/// </summary>
public interface IStepEffect
{
    /// <summary>Writes it.</summary>
    Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken);
}

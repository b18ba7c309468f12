using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>A container that a program of a step has started.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Claim">The attempt that started it.</param>
internal sealed record StepContainer(string Id, StepClaim Claim)
{
    private const int ShownLength = 12;

    /// <summary>As engines show it.</summary>
    public string ShortId => Id[..Math.Min(ShownLength, Id.Length)];
}

namespace Workflow.Jobs.Steps.Isolation;

/// <summary>A defect of this program that showed in a step's own process.</summary>
internal sealed class ChildStepDefect(string message, string? trace) : Exception(message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{base.ToString()}\nin the step's own process:\n{trace}";
}

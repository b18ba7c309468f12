namespace Workflow.Jobs.Deployment;

/// <summary>Tells what is going on at once and in order.</summary>
/// <param name="onPhase">Who is told.</param>
internal sealed class Telling(Action<string> onPhase) : IProgress<string>
{
    /// <inheritdoc/>
    public void Report(string value) => onPhase(value);
}

namespace Workflow.Jobs.Steps;

/// <summary>Carries out steps in this very process.</summary>
public sealed class InProcessExecutor : IStepExecutor
{
    /// <inheritdoc/>
    public Task<StepResult> RunAsync(IStep toRun, PreparedStep prepared, StepContext context, CancellationToken cancellationToken) =>
        prepared.RunAsync(cancellationToken);
}

namespace Workflow.Jobs.Steps;

/// <summary>Carries out prepared steps: where, is its own business.</summary>
public interface IStepExecutor
{
    /// <summary>Carries out a step.</summary>
    Task<StepResult> RunAsync(IStep toRun, PreparedStep prepared, StepContext context, CancellationToken cancellationToken);
}

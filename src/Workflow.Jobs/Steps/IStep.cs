using Workflow.Training.Errors;

namespace Workflow.Jobs.Steps;

/// <summary>
/// One kind of step. A step may be run more than once for the same claim's work (a worker may die at any line), so it writes nothing but
/// artifacts, its work directory, and what its effects write together with its success.
/// </summary>
public interface IStep
{
    /// <summary>Name, a kebab-case verb.</summary>
    string Name { get; }

    /// <summary>What it reads of earlier steps.</summary>
    IReadOnlyList<StepOutput> Inputs { get; }

    /// <summary>What it makes; a result that lacks one of these, has another or holds something else is refused.</summary>
    IReadOnlyList<StepOutput> Outputs { get; }

    /// <summary>
    /// Whether it runs in a process of its own where there is one, so that a crash of native code or a lack of memory fails an attempt and not
    /// the worker. Such a step has no effects, and needs nothing but its context.
    /// </summary>
    bool IsIsolated => false;

    /// <summary>Finds out what the step will do. May look at the world, for example for the source that serves.</summary>
    /// <exception cref="WorkflowException">The step cannot be done.</exception>
    Task<PreparedStep> PrepareAsync(StepContext context, CancellationToken cancellationToken);
}

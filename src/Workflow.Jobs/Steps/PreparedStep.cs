using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps;

/// <summary>A step that knows exactly what it is about to do, and has not begun.</summary>
/// <param name="Parameters">
/// Everything that decides the result besides the declared inputs, as a document: with the inputs and the code it makes the cache key.
/// </param>
/// <param name="RunAsync">Does it.</param>
public sealed record PreparedStep(object Parameters, Func<CancellationToken, Task<StepResult>> RunAsync)
{
    /// <summary>Whether an earlier run's result still stands in the world outside; null where the artifacts are all there is to it.</summary>
    public Func<StepOutputs, CancellationToken, Task<bool>>? StillStandsAsync { get; init; }

    /// <summary>What is written together with the success where an earlier run's result is used again; null where nothing is.</summary>
    public Func<StepOutputs, CancellationToken, Task<IReadOnlyList<IStepEffect>>>? EffectsOfReuseAsync { get; init; }

    /// <summary>Whether an earlier run's result may be used again.</summary>
    public bool IsCacheable { get; init; } = true;

    /// <summary>Puts in order what an attempt that did not succeed has left in the world outside; null where it leaves nothing.</summary>
    public Func<CancellationToken, Task>? CleanUpAsync { get; init; }
}

namespace Workflow.Jobs.Runs;

/// <summary>How a step succeeded.</summary>
/// <param name="Outputs">What it hands on.</param>
/// <param name="CacheKey">Under which later runs may reuse it; null where they may not.</param>
/// <param name="IsReused">Whether the outputs are an earlier run's.</param>
/// <param name="Message">What happened, in a few words.</param>
/// <param name="Effects">What is written together with the success.</param>
public sealed record StepCompletion(
    StepOutputs Outputs, string? CacheKey, bool IsReused, string? Message, IReadOnlyList<IStepEffect> Effects)
{
    /// <summary>What the result was looked up by, as a document.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Takes back what was done in the world outside, where an effect refuses to be written; null where nothing was.</summary>
    public Func<CancellationToken, Task>? TakeBackAsync { get; init; }

    /// <summary>The last that was told of it: its metrics stay with the run.</summary>
    public StepProgress? Progress { get; init; }
}

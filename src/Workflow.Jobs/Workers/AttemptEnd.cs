using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Workers;

/// <summary>How an attempt at a step ended.</summary>
/// <param name="Word"><c>succeeded</c>, <c>reused</c>, <c>failed</c>, <c>cancelled</c>, <c>released</c> or <c>lost</c>.</param>
internal sealed record AttemptEnd(string Word)
{
    /// <summary>What it made, where it succeeded.</summary>
    public StepCompletion? Completion { get; init; }

    /// <summary>Why it failed, where it did.</summary>
    public StepFailure? Failure { get; init; }

    /// <summary>Whether another attempt may not fail.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>It stopped because its run is being cancelled.</summary>
    public static AttemptEnd Cancelled { get; } = new("cancelled");

    /// <summary>It stopped because the worker shuts down.</summary>
    public static AttemptEnd Released { get; } = new("released");

    /// <summary>It stopped because it was no longer this worker's.</summary>
    public static AttemptEnd Lost { get; } = new("lost");

    /// <summary>It succeeded.</summary>
    public static AttemptEnd Of(StepCompletion completion) => new(completion.IsReused ? "reused" : "succeeded") { Completion = completion };

    /// <summary>It failed.</summary>
    public static AttemptEnd Of(StepFailure failure, bool isRetryable = false) => new("failed") { Failure = failure, IsRetryable = isRetryable };

    /// <summary>The same end, with the last that was told of the step.</summary>
    public AttemptEnd With(StepProgress? progress) => this with
    {
        Completion = Completion is null ? null : Completion with { Progress = progress },
        Failure = Failure is null ? null : Failure with { Progress = progress },
    };

    /// <summary>Records the end. False where the claim was stale, so that nothing was.</summary>
    public Task<bool> RecordAsync(RunTransitions transitions, StepClaim claim) => this switch
    {
        { Completion: { } completion } => transitions.SucceedAsync(claim, completion, CancellationToken.None),
        { Failure: { } failure } => transitions.FailAsync(claim, failure, CancellationToken.None),
        { Word: "cancelled" } => transitions.EndCancelledAsync(claim, "stopped", CancellationToken.None),
        { Word: "released" } => transitions.ReleaseAsync(claim, CancellationToken.None),
        _ => Task.FromResult(false),
    };
}

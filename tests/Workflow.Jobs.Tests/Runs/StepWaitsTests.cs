using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Tests.Runs;

public sealed class StepWaitsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 29, 1, 2, 3, TimeSpan.FromHours(1));

    [Fact]
    public void Describe_NextAttempt_TellsWhenInUniversalTime() => Assert.Equal(
        "attempt 2 of 3 begins at 2026-03-29 00:02:03Z; attempt 1 failed",
        StepWaits.Describe(new RunStep("a", StepState.Waiting, null, "attempt 1 failed", null) { Attempt = 2, Attempts = 3, NextAttemptAt = At }, "1"));

    [Fact]
    public void Describe_ApprovalNeededButStepsBeforeNotDone_IsNothingToSay() =>
        Assert.Null(StepWaits.Describe(new RunStep("a", StepState.Waiting, null, null, null) { NeedsApproval = true }, "1"));

    [Theory]
    [InlineData(StepState.Queued)]
    [InlineData(StepState.Running)]
    [InlineData(StepState.Failed)]
    public void Describe_StepThatDoesNotWait_IsNothingToSay(StepState state) =>
        Assert.Null(StepWaits.Describe(new RunStep("a", state, null, "words", null) { NextAttemptAt = At }, "1"));
}

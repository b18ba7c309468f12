using Workflow.Cli.Display;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Tests.Display;

public sealed class StepTextsTests
{
    [Theory]
    [InlineData(StepState.Succeeded, "60 rows", "done in 1.3 s: 60 rows")]
    [InlineData(StepState.Succeeded, null, "done in 1.3 s")]
    [InlineData(StepState.Reused, null, "reused")]
    [InlineData(StepState.Failed, "no source", "FAILED: no source")]
    [InlineData(StepState.Cancelled, null, "cancelled")]
    [InlineData(StepState.Skipped, null, "skipped")]
    public void Outcome_OfAStep_IsOneLine(StepState state, string? message, string expected) =>
        Assert.Equal(expected, StepTexts.Outcome(new RunStep("ingest", state, 1.26, message, null)));

    [Theory]
    [InlineData(3, 40, "trials", "3/40 trials")]
    [InlineData(5, 0, "reading", "reading")]
    [InlineData(100_000, 100_000, "rows", "100000/100000 rows")]
    [InlineData(1_260_000, 75_000_000, "of a.zip", "1.3/75.0 MB of a.zip")]
    [InlineData(3, 40, null, "3/40 ")]
    public void Progress_OfAStep_CountsUnitsOrMegabytes(long done, long total, string? message, string expected) =>
        Assert.Equal(expected, StepTexts.Progress(new StepProgress(done, total, message)));

    [Fact]
    public void Texts_OfAStepThatHasNotBegun_AreEmpty()
    {
        Assert.Empty(StepTexts.Progress(null));
        Assert.Empty(StepTexts.Seconds(null));
    }
}

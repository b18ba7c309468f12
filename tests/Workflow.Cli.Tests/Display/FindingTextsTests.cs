using Workflow.Cli.Display;
using Workflow.Jobs.Runs;
using Workflow.Training.Guards;

namespace Workflow.Cli.Tests.Display;

public sealed class FindingTextsTests
{
    [Fact]
    public void Lines_NoFindings_SayThat() => Assert.Equal(["Guards    nothing found"], FindingTexts.Lines([]));

    [Fact]
    public void Lines_OfFindings_BeginWithTheMostSevereAndKeepTheirOrderElse() => Assert.Equal(
        [
            "Guards    1 error, 2 warnings, 1 note",
            "          error   [shift] clock tells test from train rows",
            "          warning [leakage] a knows too much",
            "          warning [contamination] neighbours",
            "          note    [duplicate-column] b repeats a",
        ],
        FindingTexts.Lines(
        [
            Finding(FindingKind.DuplicateColumn, FindingSeverity.Note, "b repeats a"),
            Finding(FindingKind.Leakage, FindingSeverity.Warning, "a knows\ntoo much"),
            Finding(FindingKind.Shift, FindingSeverity.Error, "clock tells test from train rows"),
            Finding(FindingKind.Contamination, FindingSeverity.Warning, "neighbours"),
        ]));

    [Fact]
    public void Lines_OfManyFindings_AreCutWithTheRestCounted()
    {
        List<string> lines = FindingTexts.Lines(
        [
            .. Enumerable.Range(0, 9).Select(i => Finding(FindingKind.Missing, FindingSeverity.Note, $"note {i}")),
            .. Enumerable.Range(0, 6).Select(i => Finding(FindingKind.Leakage, FindingSeverity.Warning, $"leak {i}")),
        ]);
        Assert.Equal(14, lines.Count);
        Assert.Equal("          warning [leakage] leak 0", lines[1]);
        Assert.Equal("          note    [missing] note 5", lines[12]);
        Assert.Equal("          and 3 notes more, in the model card and with --json", lines[13]);
    }

    private static RunFinding Finding(FindingKind kind, FindingSeverity severity, string message) =>
        RunFinding.Of(new Finding(kind, null, null, null, GuardAction.Report, message) { Severity = severity });
}

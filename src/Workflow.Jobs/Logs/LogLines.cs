namespace Workflow.Jobs.Logs;

/// <summary>Lines that a step has written at one time.</summary>
/// <param name="Sequence">Their number in the run's feed.</param>
/// <param name="Step">The step.</param>
/// <param name="Claim">Which of the step's claims wrote them.</param>
/// <param name="At">When they were stored.</param>
/// <param name="Lines">The lines, without their ends.</param>
public sealed record LogLines(long Sequence, string Step, long Claim, DateTimeOffset At, IReadOnlyList<string> Lines)
{
    /// <summary>The lines of a stored text, in which each has its end.</summary>
    public static IReadOnlyList<string> Split(string text) => (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
}

namespace Workflow.Jobs.Runs;

/// <summary>What began a run.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Text">For people, for example <c>command line</c>.</param>
/// <param name="Id">Which one: the schedule, the other run, the file; null where there is none.</param>
public sealed record RunCause(RunCauseKind Kind, string Text, string? Id = null)
{
    /// <summary>A person.</summary>
    public static RunCause ByHand(string text) => new(RunCauseKind.Hand, text);
}

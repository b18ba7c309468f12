using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Dashboard.Views;

/// <summary>What a run's page shows.</summary>
/// <param name="Run">Where it stands.</param>
/// <param name="Record">As it is stored, with its graph.</param>
/// <param name="Events">What happened to it lately, in order.</param>
/// <param name="OlderEvents">How many events are not among them.</param>
/// <param name="Log">The end of its log.</param>
public sealed record RunView(RunResult Run, RunRecord Record, IReadOnlyList<StepEvent> Events, int OlderEvents, LogTail Log)
{
    /// <summary>The step whose log is shown; null for all.</summary>
    public string? LogStep { get; init; }

    /// <summary>Why what a user asked for was refused.</summary>
    public string? Refusal { get; init; }

    /// <summary>Steps that a person can agree to now.</summary>
    public IEnumerable<RunStep> Approvable => Run.Steps.Where(step => step is { State: StepState.Waiting, NeedsApproval: true, Message: not null });
}

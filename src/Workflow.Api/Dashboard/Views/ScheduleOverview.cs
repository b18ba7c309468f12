using Workflow.Jobs.Requests;

namespace Workflow.Api.Dashboard.Views;

/// <summary>Schedules, what they ask for, and a form for another one.</summary>
/// <param name="Schedules">The schedules, by pipeline and name.</param>
/// <param name="Pending">Runs that were asked for and have not begun, newest first.</param>
/// <param name="Pipelines">Names of the pipelines that may be scheduled.</param>
public sealed record ScheduleOverview(IReadOnlyList<ScheduleView> Schedules, IReadOnlyList<RequestRecord> Pending, IReadOnlyList<string> Pipelines)
{
    /// <summary>The form.</summary>
    public ScheduleForm Form { get; init; } = new();

    /// <summary>What is wrong with pipelines.yaml; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>Why what a user asked for was refused.</summary>
    public string? Refusal { get; init; }
}

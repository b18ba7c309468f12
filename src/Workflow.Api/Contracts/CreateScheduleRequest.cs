using Workflow.Jobs.Schedules;

namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/schedules</c>: what pipelines.yaml would say, and by default the same.</summary>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="Name">Name of the schedule.</param>
/// <param name="Cron">When.</param>
/// <param name="Zone">Time zone.</param>
/// <param name="Start">No tick comes before it.</param>
/// <param name="End">No tick comes after it.</param>
/// <param name="Jitter">For example <c>10m</c>.</param>
/// <param name="Misfire"><c>latest</c>, <c>all</c> or <c>none</c>.</param>
/// <param name="Overlap"><c>queue</c>, <c>skip</c> or <c>cancel</c>.</param>
/// <param name="Set"><c>KEY=VALUE</c> for every value that is to be another one in its runs.</param>
/// <param name="By">Who makes it, for the record.</param>
public sealed record CreateScheduleRequest(
    string Pipeline,
    string Name,
    string Cron,
    string? Zone = null,
    string? Start = null,
    string? End = null,
    string? Jitter = null,
    string? Misfire = null,
    string? Overlap = null,
    IReadOnlyList<string>? Set = null,
    string? By = null)
{
    /// <summary>The schedule, not read yet.</summary>
    public ScheduleText ToText() => new(Name, Cron) { Zone = Zone, Start = Start, End = End, Jitter = Jitter, Misfire = Misfire, Overlap = Overlap, Settings = Set ?? [] };
}

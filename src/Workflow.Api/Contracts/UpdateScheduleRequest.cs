using Workflow.Jobs.Schedules;

namespace Workflow.Api.Contracts;

/// <summary>Body of <c>PUT /api/v1/schedules/ID</c>: everything but pipeline and name; what is left out is as in a new schedule.</summary>
/// <param name="Cron">When.</param>
/// <param name="Zone">Time zone.</param>
/// <param name="Start">No tick comes before it.</param>
/// <param name="End">No tick comes after it.</param>
/// <param name="Jitter">For example <c>10m</c>.</param>
/// <param name="Misfire"><c>latest</c>, <c>all</c> or <c>none</c>.</param>
/// <param name="Overlap"><c>queue</c>, <c>skip</c> or <c>cancel</c>.</param>
/// <param name="Set"><c>KEY=VALUE</c> for every value that is to be another one in its runs.</param>
/// <param name="Revision">The revision that the edit is based on; null for any.</param>
/// <param name="By">Who edits it, for the record.</param>
public sealed record UpdateScheduleRequest(
    string Cron,
    string? Zone = null,
    string? Start = null,
    string? End = null,
    string? Jitter = null,
    string? Misfire = null,
    string? Overlap = null,
    IReadOnlyList<string>? Set = null,
    long? Revision = null,
    string? By = null)
{
    /// <summary>The schedule, not read yet.</summary>
    /// <param name="name">Its name, which stays.</param>
    public ScheduleText ToText(string name) => new(name, Cron) { Zone = Zone, Start = Start, End = End, Jitter = Jitter, Misfire = Misfire, Overlap = Overlap, Settings = Set ?? [] };
}

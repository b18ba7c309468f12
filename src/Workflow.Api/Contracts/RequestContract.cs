using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;

namespace Workflow.Api.Contracts;

/// <summary>A run that was asked for, and what has become of that.</summary>
/// <param name="Id">UUID.</param>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Run">Its run, where that has begun.</param>
/// <param name="Reason">What it waits for, or why it began no run.</param>
/// <param name="Cause">What asks, for people.</param>
/// <param name="CauseKind">What kind of thing asks.</param>
/// <param name="CauseId">Which schedule, run or file.</param>
/// <param name="LogicalAt">The moment that the run is for.</param>
/// <param name="Set"><c>KEY=VALUE</c> for every value that is another one in its run.</param>
/// <param name="Overlap">What happens while as many runs of the group go on as may: <c>queue</c>, <c>skip</c> or <c>cancel</c>.</param>
/// <param name="Group">What its run is counted with.</param>
/// <param name="GroupMaximum">How many runs of the group may go on at a time.</param>
/// <param name="NotBefore">Not to be begun before.</param>
/// <param name="Attempts">How often its run was tried to be begun.</param>
/// <param name="CreatedAt">When it was asked.</param>
/// <param name="EndedAt">When it stopped being pending.</param>
public sealed record RequestContract(
    string Id,
    string Pipeline,
    RequestState State,
    string? Run,
    string? Reason,
    string Cause,
    RunCauseKind CauseKind,
    string? CauseId,
    DateTimeOffset? LogicalAt,
    IReadOnlyList<string> Set,
    string Overlap,
    string? Group,
    int? GroupMaximum,
    DateTimeOffset NotBefore,
    int Attempts,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt)
{
    /// <summary>The contract of a request.</summary>
    public static RequestContract Of(RequestRecord request) => new(
        request.Id,
        request.Pipeline,
        request.State,
        request.RunId,
        request.Reason,
        request.Cause.Text,
        request.Cause.Kind,
        request.Cause.Id,
        request.LogicalAt,
        request.Settings,
        ScheduleWords.Of(request.Overlap),
        request.Group,
        request.GroupMaximum,
        request.NotBefore,
        request.Attempts,
        request.CreatedAt,
        request.EndedAt);
}

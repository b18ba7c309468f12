using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Requests;

/// <summary>A request, as it is stored.</summary>
public sealed record RequestRecord
{
    /// <summary>UUID, version 7.</summary>
    public required string Id { get; init; }

    /// <summary>Project.</summary>
    public required string Project { get; init; }

    /// <summary>Name of the pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary><c>KEY=VALUE</c> for every value that is to be another one in its run.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>What asks.</summary>
    public required RunCause Cause { get; init; }

    /// <summary>The moment that its run is for.</summary>
    public DateTimeOffset? LogicalAt { get; init; }

    /// <summary>The key of its run.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>What happens while as many runs of the group go on as may.</summary>
    public required OverlapPolicy Overlap { get; init; }

    /// <summary>What its run is counted with.</summary>
    public string? Group { get; init; }

    /// <summary>How many runs of the group may go on at a time.</summary>
    public int? GroupMaximum { get; init; }

    /// <summary>Not to be begun before: its delay, or the wait before the next attempt.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Where it stands.</summary>
    public required RequestState State { get; init; }

    /// <summary>Its run, where that has begun.</summary>
    public string? RunId { get; init; }

    /// <summary>What it waits for, or why it began no run.</summary>
    public string? Reason { get; init; }

    /// <summary>How often its run was tried to be begun.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stopped being pending.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Requests;

/// <summary>A run that is asked for, to be begun from pipelines.yaml as it will be then.</summary>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="Cause">What asks.</param>
/// <param name="IdempotencyKey">Asked again with the same key, nothing happens.</param>
public sealed record NewRequest(string Pipeline, RunCause Cause, string IdempotencyKey)
{
    /// <summary><c>KEY=VALUE</c> for every value that is to be another one in this run.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The moment that the run is for; null where it is for no moment.</summary>
    public DateTimeOffset? LogicalAt { get; init; }

    /// <summary>What happens while as many runs of the group go on as may.</summary>
    public OverlapPolicy Overlap { get; init; }

    /// <summary>What its run is counted with; null for nothing.</summary>
    public string? Group { get; init; }

    /// <summary>How many runs of the group may go on at a time, this one included; null where this one does not wait for the others.</summary>
    public int? GroupMaximum { get; init; }

    /// <summary>Not to be begun before; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

using System.Text.Json.Serialization;

namespace Workflow.Jobs.Logs;

/// <summary>One thing in a run's feed: an event, or lines that a step has written.</summary>
/// <param name="Sequence">Its number within the run: the feed is in this order.</param>
/// <param name="Step">The step; empty for the run itself.</param>
/// <param name="Claim">Which of the step's claims it belongs to; 0 for none.</param>
/// <param name="At">When.</param>
public sealed record FeedItem(long Sequence, string Step, long Claim, DateTimeOffset At)
{
    /// <summary>What happened; null for lines.</summary>
    public string? Kind { get; init; }

    /// <summary>More about what happened.</summary>
    public string? Message { get; init; }

    /// <summary>The lines, without their ends; null for an event.</summary>
    public IReadOnlyList<string>? Lines { get; init; }

    /// <summary>Whether it is lines.</summary>
    [JsonIgnore]
    public bool IsLog => Lines is not null;
}

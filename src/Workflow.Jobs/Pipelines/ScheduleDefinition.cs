using System.Text.Json.Serialization;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Pipelines;

/// <summary>Something that a pipeline is to do at certain times.</summary>
/// <param name="Name">Name, unique within the pipeline.</param>
/// <param name="Do">What to do: <c>run</c> or <c>batch</c>.</param>
/// <param name="Cron">When.</param>
/// <param name="Zone">Time zone of <paramref name="Cron"/>.</param>
public sealed record ScheduleDefinition(string Name, string Do, string Cron, string Zone)
{
    /// <summary>What <see cref="Do"/> is for a schedule that begins runs.</summary>
    public const string Run = "run";

    /// <summary>What <see cref="Do"/> is for a schedule that scores in batches.</summary>
    public const string Batch = "batch";

    /// <summary>No tick comes before it; null: no bound.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>No tick comes after it; null: no bound.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Runs begin up to so much after their ticks.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>What becomes of ticks that nobody could handle in time.</summary>
    public MisfirePolicy Misfire { get; init; }

    /// <summary>What a tick does while an earlier run of the schedule is not over.</summary>
    public OverlapPolicy Overlap { get; init; }

    /// <summary>What is scored, as pipelines.yaml has it; null for a schedule that begins runs, and where the schedule was not read from there.</summary>
    [JsonIgnore]
    public ScheduledBatch? ScheduledBatch { get; init; }

    /// <summary><c>KEY=VALUE</c> for every value of the pipeline that is to be another one in these runs.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

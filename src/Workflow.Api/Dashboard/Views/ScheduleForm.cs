using Workflow.Api.Dashboard.Forms;

namespace Workflow.Api.Dashboard.Views;

/// <summary>What a user writes to make a schedule, as it was written.</summary>
public sealed record ScheduleForm
{
    /// <summary>Name of the pipeline.</summary>
    public string Pipeline { get; init; } = string.Empty;

    /// <summary>Name of the schedule.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>When.</summary>
    public string Cron { get; init; } = string.Empty;

    /// <summary>Whose clock.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>Which missed ticks begin runs.</summary>
    public string Misfire { get; init; } = ScheduleFormReader.Misfires[0].Value;

    /// <summary>What a tick does while an earlier run is not over.</summary>
    public string Overlap { get; init; } = ScheduleFormReader.Overlaps[0].Value;

    /// <summary>Longest delay of a run.</summary>
    public string Jitter { get; init; } = string.Empty;

    /// <summary><c>KEY=VALUE</c>, one a line.</summary>
    public string Set { get; init; } = string.Empty;

    /// <summary>What is wrong, by the name of the field; under the empty name, with the whole.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The next ticks, where a user wants to see them before anything is made.</summary>
    public IReadOnlyList<Tick>? Preview { get; init; }
}

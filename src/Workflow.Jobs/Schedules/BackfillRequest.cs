namespace Workflow.Jobs.Schedules;

/// <summary>Asks for the runs of a schedule's ticks in a range of the past.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="From">The first moment of the range.</param>
/// <param name="To">The last moment of the range; not in the future.</param>
/// <param name="Parallel">How many of the runs may go on at a time: 1 to 1,000.</param>
/// <param name="By">Who asks.</param>
public sealed record BackfillRequest(string ScheduleId, DateTimeOffset From, DateTimeOffset To, int Parallel, string By)
{
    /// <summary>Ticks are asked for once under a label; another label asks for them once more.</summary>
    public string Label { get; init; } = string.Empty;
}

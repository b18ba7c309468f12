namespace Workflow.Jobs.Requests;

/// <summary>Which requests are wanted; what is null does not matter.</summary>
public sealed record RequestFilter
{
    /// <summary>In this state.</summary>
    public RequestState? State { get; init; }

    /// <summary>Of this pipeline.</summary>
    public string? Pipeline { get; init; }

    /// <summary>By this schedule, run or file.</summary>
    public string? CauseId { get; init; }

    /// <summary>Of this group, for example one backfill.</summary>
    public string? Group { get; init; }
}

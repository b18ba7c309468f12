namespace Workflow.Jobs.Logs;

/// <summary>A part of a run's log.</summary>
/// <param name="Items">Lines in order.</param>
/// <param name="Next">What to ask for lines after, to go on; null where there are no more for now.</param>
/// <param name="DeletedAt">When older lines were deleted because their time was over; null where all are there.</param>
public sealed record LogPage(IReadOnlyList<LogLines> Items, long? Next, DateTimeOffset? DeletedAt);

namespace Workflow.Jobs.Schedules;

/// <summary>What has become of a <see cref="BackfillRequest"/>.</summary>
/// <param name="Group">Group of its requests: to list them, and to take back those that are pending.</param>
/// <param name="Asked">How many runs were asked for.</param>
/// <param name="Known">How many ticks had been asked for before.</param>
public sealed record Backfill(string Group, int Asked, int Known);

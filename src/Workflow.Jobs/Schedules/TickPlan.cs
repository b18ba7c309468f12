namespace Workflow.Jobs.Schedules;

/// <summary>What is to become of the due ticks of a schedule.</summary>
/// <param name="Begin">Ticks that each begin a run, ascending.</param>
/// <param name="PassedOver">Those that begin none; null when there are none.</param>
public sealed record TickPlan(IReadOnlyList<DateTimeOffset> Begin, PassedOver? PassedOver);

namespace Workflow.Jobs.Retention;

/// <summary>What a sweep has deleted.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="Notifications">How many notifications, with all their deliveries.</param>
/// <param name="ScheduleEvents">How many entries of schedules' histories.</param>
/// <param name="Traffic">How many counts and answers of two versions at an endpoint.</param>
public sealed record SweptHistory(int Requests, int Notifications, int ScheduleEvents, int Traffic = 0)
{
    /// <summary>Nothing was old.</summary>
    public static readonly SweptHistory Nothing = new(0, 0, 0);
}

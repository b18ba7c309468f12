namespace Workflow.Jobs.Notifications;

/// <summary>What is told.</summary>
public static class NotificationEvents
{
    /// <summary>A run failed.</summary>
    public const string Failure = "failure";

    /// <summary>A run succeeded, and the one of its pipeline that ended before it had failed.</summary>
    public const string Recovery = "recovery";

    /// <summary>A run is not over although it should be.</summary>
    public const string Late = "late";

    /// <summary>A test of a webhook.</summary>
    public const string Ping = "ping";

    /// <summary>Those that a webhook chooses from.</summary>
    public static IReadOnlyList<string> Chosen { get; } = [Failure, Recovery, Late];
}

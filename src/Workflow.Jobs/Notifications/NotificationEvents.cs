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

    /// <summary>What runs for an endpoint is not proven to be what was deployed.</summary>
    public const string ReceiptRed = "receipt-red";

    /// <summary>Everything that runs for an endpoint is proven again.</summary>
    public const string ReceiptGreen = "receipt-green";

    /// <summary>The rules of a canary have ended it: the version that served gets all requests again.</summary>
    public const string CanaryEnded = "canary-ended";

    /// <summary>A canary serves alone: all its steps went well.</summary>
    public const string CanaryPromoted = "canary-promoted";

    /// <summary>Going back from what an endpoint serves was rehearsed, and would fail.</summary>
    public const string RehearsalFailed = "rehearsal-failed";

    /// <summary>A test of a webhook.</summary>
    public const string Ping = "ping";

    /// <summary>Those that a webhook chooses from.</summary>
    public static IReadOnlyList<string> Chosen { get; } = [Failure, Recovery, Late, ReceiptRed, ReceiptGreen, CanaryEnded, CanaryPromoted, RehearsalFailed];
}

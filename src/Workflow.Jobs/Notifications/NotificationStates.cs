namespace Workflow.Jobs.Notifications;

/// <summary>Where a notification stands.</summary>
public static class NotificationStates
{
    /// <summary>It is to be sent, at once or again.</summary>
    public const string Pending = "pending";

    /// <summary>The receiver took it.</summary>
    public const string Delivered = "delivered";

    /// <summary>It is not sent any more, unless somebody asks.</summary>
    public const string GivenUp = "given-up";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Pending, Delivered, GivenUp];
}

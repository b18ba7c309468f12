using Microsoft.Extensions.Logging;

namespace Workflow.Jobs.Notifications;

/// <summary>Log messages of notifications. They name webhooks, never addresses: those may hold what nobody else is to see.</summary>
internal static partial class NotificationLog
{
    [LoggerMessage(1, LogLevel.Information, "Webhook {Webhook} took notification {Id} (attempt {Attempt})")]
    public static partial void Delivered(this ILogger logger, string webhook, string id, long attempt);

    [LoggerMessage(2, LogLevel.Warning, "Webhook {Webhook} did not take notification {Id} (attempt {Attempt} of {Allowed}): {Error}")]
    public static partial void NotDelivered(this ILogger logger, string webhook, string id, long attempt, long allowed, string? error);

    [LoggerMessage(3, LogLevel.Warning, "Webhook {Webhook} answered 410: it is disabled until it changes in pipelines.yaml or takes a test")]
    public static partial void Disabled(this ILogger logger, string webhook);

    [LoggerMessage(4, LogLevel.Warning, "The database is away; notifications are looked at again in a moment")]
    public static partial void DatabaseAway(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Webhook {Webhook} is left to other processes: {Problem}")]
    public static partial void Left(this ILogger logger, string webhook, string problem);
}

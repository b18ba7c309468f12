namespace Workflow.Api.Contracts;

/// <summary>Answer of what sends a notification.</summary>
/// <param name="Notification">Identifier of the notification.</param>
public sealed record SentNotification(string Notification);

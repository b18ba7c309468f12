namespace Workflow.Jobs.Notifications;

/// <summary>One attempt to send a notification.</summary>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="Result">How it ended.</param>
public sealed record DeliveryRecord(long Attempt, DeliveryResult Result);

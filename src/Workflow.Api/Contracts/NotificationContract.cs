using Workflow.Jobs.Notifications;

namespace Workflow.Api.Contracts;

/// <summary>A notification and every attempt to send it.</summary>
/// <param name="Id">Identifier; the receiver knows it as <c>webhook-id</c>.</param>
/// <param name="Webhook">Name of the webhook.</param>
/// <param name="Event"><c>failure</c>, <c>recovery</c>, <c>late</c> or <c>ping</c>.</param>
/// <param name="Run">The run; absent for a ping.</param>
/// <param name="State"><c>pending</c>, <c>delivered</c> or <c>given-up</c>.</param>
/// <param name="Reason">Why it is not delivered.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="NextAt">When it is sent next; absent where it is not.</param>
/// <param name="CreatedAt">When what it tells was noticed.</param>
/// <param name="EndedAt">When it was delivered or given up.</param>
/// <param name="Deliveries">Attempts, oldest first.</param>
public sealed record NotificationContract(
    string Id,
    string Webhook,
    string Event,
    string? Run,
    string State,
    string? Reason,
    long Attempts,
    DateTimeOffset? NextAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<DeliveryContract> Deliveries)
{
    /// <summary>The contract of a notification.</summary>
    public static NotificationContract Of(NotificationRecord notification) => new(
        notification.Id,
        notification.Webhook,
        notification.Event,
        notification.RunId,
        notification.State,
        notification.Reason,
        notification.Attempts,
        notification.NextAt,
        notification.CreatedAt,
        notification.EndedAt,
        [.. notification.Deliveries.Select(DeliveryContract.Of)]);
}

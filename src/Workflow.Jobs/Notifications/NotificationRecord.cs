namespace Workflow.Jobs.Notifications;

/// <summary>A notification as the database has it.</summary>
public sealed record NotificationRecord
{
    /// <summary>Identifier; receivers know it as <c>webhook-id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the webhook.</summary>
    public required string Webhook { get; init; }

    /// <summary>What it tells, from <see cref="NotificationEvents"/>.</summary>
    public required string Event { get; init; }

    /// <summary>The run; null for a ping.</summary>
    public string? RunId { get; init; }

    /// <summary>From <see cref="NotificationStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is not delivered.</summary>
    public string? Reason { get; init; }

    /// <summary>Attempts so far.</summary>
    public required long Attempts { get; init; }

    /// <summary>When it is sent next; null where it is not.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When what it tells was noticed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was delivered or given up.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its attempts, oldest first.</summary>
    public required IReadOnlyList<DeliveryRecord> Deliveries { get; init; }
}

namespace Workflow.Jobs.Notifications;

/// <summary>A notification that this process is about to send; nobody else does while the claim holds.</summary>
internal sealed class NotificationClaim
{
    public string Id { get; init; } = string.Empty;

    public string Project { get; init; } = string.Empty;

    public string Webhook { get; init; } = string.Empty;

    public string Payload { get; init; } = string.Empty;

    /// <summary>Attempts including this one.</summary>
    public long Attempt { get; init; }

    /// <summary>Attempts after which it is given up.</summary>
    public long Allowed { get; init; }

    /// <summary>Where to send it; null where its webhook is gone.</summary>
    public string? Url { get; init; }

    /// <summary>Reference to the secret.</summary>
    public string? Secret { get; init; }
}

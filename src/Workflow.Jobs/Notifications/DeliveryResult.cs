namespace Workflow.Jobs.Notifications;

/// <summary>How an attempt to send a notification ended.</summary>
/// <param name="At">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Status">Status of the answer; null where there was none.</param>
/// <param name="Error">What went wrong, in words; null where the receiver took it.</param>
/// <param name="Answer">Beginning of the answer's body.</param>
public sealed record DeliveryResult(DateTimeOffset At, TimeSpan Duration, int? Status, string? Error, string? Answer)
{
    /// <summary>Whether the receiver took it.</summary>
    public bool IsDelivered => Status is >= 200 and < 300;

    /// <summary>Whether the receiver wants nothing more.</summary>
    public bool IsUnwanted => Status == 410;
}
